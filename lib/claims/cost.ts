/**
 * Numbers of the slides about what a cloud costs (C4, C11, C12), after those about how large it is.
 *
 * @packageDocumentation
 */
import * as cloud from "../cloud";
import * as datasets from "../datasets";
import { usd } from "../sim";
import { given, type Statement } from "./claim";
import { scaleStatements } from "./scale";

/** The statements of this part, in the lecture's order. */
export function costStatements(): Statement[] {
  return [...scaleStatements(), ...ofPrices(), ...ofRentOrBuy(), ...ofDataCentre()];
}

function ofPrices(): Statement[] {
  const ec2 = cloud.catalogue(datasets.ec2Catalogue());
  const rows = [
    {
      type: "t3.micro",
      memory: 1,
      cores: 1,
      price: 0.01,
      words: "1GB RAM, up to 1 core, $0.01 / hour",
      note: "Two hardware threads of one core; it may use a tenth of each for long.",
    },
    {
      type: "t3.large",
      memory: 8,
      cores: 2,
      price: 0.08,
      words: "8GB RAM, ~2 cores, $0.08 / hour",
      note: "Two hardware threads, which are one core.",
    },
    {
      type: "c5.18xlarge",
      memory: 144,
      cores: 72,
      price: 3.06,
      words: "144GB RAM, 72 cores, $3.06 / hour",
      note: "72 hardware threads, which are 36 cores.",
    },
  ];
  const table = { source: "Amazon EC2", date: "2018" };
  const statements = rows.flatMap(({ type, memory, cores, price, words, note }): Statement[] => {
    const found = ec2.find(type);
    const same = { ...table, statement: `${type}: ${words}` };
    return [
      { id: `C4/${type}-memory`, ...same, stated: memory, computed: found.memoryMib / 1024, tolerance: 0, unit: "GiB" },
      { id: `C4/${type}-cores`, ...same, stated: cores, computed: found.vcpus, tolerance: 0, unit: "vCPUs", note },
      {
        id: `C4/${type}-price`,
        ...same,
        stated: price,
        computed: Number(found.usdPerHour.toFixed(2)),
        tolerance: 0,
        unit: "USD/hour",
        note: `In July 2026 as in 2018: ${found.usdPerHour}.`,
      },
    ];
  });
  const ebs = given({
    id: "C4/ebs-price",
    statement: "EBS network attached storage: $0.10 / GB per month",
    ...table,
    stated: 0.1,
    unit: "USD/GB/month",
    note: "No table of storage prices is here.",
  });
  return [...statements, ebs];
}

function ofRentOrBuy(): Statement[] {
  const why = { source: "Why is it so cheap?", date: "2018" };
  const c5 = cloud.catalogue(datasets.ec2Catalogue()).find("c5.18xlarge");
  const plan = { rentPerHour: usd(c5.usdPerHour), price: usd(37_245.4) };
  const [year] = cloud.compareOwnership(plan, [8760]);
  const days = (cloud.breakEvenHours(plan)! / 24).toFixed(0);
  const offer = { ...why, source: "Could just buy from Dell", unit: "USD" };
  return [
    {
      id: "C11/c5.18xlarge-price",
      statement: "c5.18xlarge - $3.06 per hour",
      ...why,
      stated: 3.06,
      computed: c5.usdPerHour,
      tolerance: 0,
      unit: "USD/hour",
    },
    {
      id: "C11/c5.18xlarge-memory",
      statement: "144GB RAM",
      ...why,
      stated: 144,
      computed: c5.memoryMib / 1024,
      tolerance: 0,
      unit: "GiB",
    },
    {
      id: "C11/c5.18xlarge-cores",
      statement: "72x CPU cores",
      ...why,
      stated: 72,
      computed: c5.vcpus,
      tolerance: 0,
      unit: "vCPUs",
      note: "72 hardware threads, which are 36 cores.",
    },
    given({
      id: "C11/c5.18xlarge-clock",
      statement: "~3Ghz",
      ...why,
      stated: 3,
      unit: "GHz",
      note: `No table of clock rates is here; the processor is a ${c5.platformCpu ?? "?"}.`,
    }),
    given({
      id: "C11/c5.18xlarge-network",
      statement: "25Gbps",
      ...why,
      stated: 25,
      unit: "Gb/s",
      note: "No table of network rates is here.",
    }),
    {
      id: "C11/year-of-c5.18xlarge",
      statement: "If busy 24x365 = $26,805.60 per year",
      ...why,
      stated: 26_805.6,
      computed: year!.rented,
      tolerance: 0,
      unit: "USD",
    },
    given({
      id: "C11/r930-price",
      statement: "PowerEdge R930: Dell Price $37,245.40",
      ...offer,
      stated: 37_245.4,
      note: `An offer of that day. It buys ${days} days of c5.18xlarge, before power and staff.`,
    }),
    given({
      id: "C11/r930-list-price",
      statement: "Starting at Price $59,210.00",
      ...offer,
      stated: 59_210,
      note: "An offer of that day.",
    }),
    {
      id: "C11/r930-savings",
      statement: "Total Savings $21,964.60",
      ...offer,
      stated: 21_964.6,
      computed: 59_210 - 37_245.4,
      tolerance: 0,
    },
  ];
}

function ofDataCentre(): Statement[] {
  const centre = cloud.dataCentreOf(datasets.dataCentre2010(), "2010-09");
  const pie = { source: "It's not cheap", date: "2010" };
  const published: Readonly<Record<cloud.CostPart["part"], number>> = {
    servers: 57,
    networking: 8,
    "power distribution and cooling": 18,
    "other infrastructure": 4,
    power: 13,
  };
  const shares = cloud.monthlyCost(centre).map(({ part, share }): Statement => {
    const stated = published[part];
    const note = "Computed from published and recalled inputs; within half a point.";
    return {
      id: `C12/${part.replaceAll(" ", "-")}`,
      statement: `${part}: ${stated}%`,
      ...pie,
      stated,
      computed: 100 * share,
      tolerance: 0.5 / stated,
      unit: "%",
      note,
    };
  });
  const servers: Statement = {
    id: "C12/servers-of-the-data-centre",
    statement: "The cost to run a 50,000 server data center (2010)",
    ...pie,
    stated: 50_000,
    computed: centre.servers,
    tolerance: 0.1,
    unit: "servers",
    note: "The published inputs have 45,978; reports say 45 to 50 thousand.",
  };
  return [servers, ...shares];
}
