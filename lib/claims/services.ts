/**
 * Numbers of the slides about service models, catalogues, the goals of a cloud, and trying one out (C3, C7, C8, C9, C10).
 *
 * @packageDocumentation
 */
import {
  agreement,
  catalogueChange,
  catalogueSizes,
  cpuEvent,
  downtimeMinutesPerYear,
  gradeSheet,
  growthPerYear,
  runSysbench,
} from "../cloud";
import { awsConsole, sysbenchPublished } from "../datasets";
import type { Statement } from "./claim";

/** The statements of this part, in the lecture's order. */
export function serviceStatements(): Statement[] {
  return [...gradeStatements(), ...goalStatements(), ...catalogueStatements(), ...sysbenchStatements()];
}

function gradeStatements(): Statement[] {
  return agreement(gradeSheet()).map(({ column, pairs, agree, disagreements }) => ({
    id: `C3/grades-${column}`,
    statement: `Cloud Grade Sheet, ${column === "isolation" || column === "security" ? `security / isolation, measured as ${column}` : column}: of every two models, which is better`,
    source: "slide Cloud Grade Sheet",
    date: "2018",
    stated: pairs,
    computed: agree,
    unit: "pairs in the slide's order",
    tolerance: 0,
    ...(disagreements.length > 0 && {
      note: `The slide puts ${disagreements.map((one) => `${one.slideFirst} before ${one.slideSecond}`).join(", ")}. ${disagreements[0]!.finding}.`,
    }),
  }));
}

function goalStatements(): Statement[] {
  const source = "slide Cloud Computing Goals";
  return [
    {
      id: "C8/four-nines",
      statement: "Highly reliable: 99.99% available is so many minutes a year without service",
      source: `${source}; the number is arithmetic`,
      date: "2018",
      stated: 52.56,
      computed: downtimeMinutesPerYear(0.9999),
      unit: "min",
      tolerance: 1e-9,
    },
    {
      id: "C8/advertisement-free-days",
      statement: "Save time & money with Google Apps for Business. 30 days free!",
      source: `${source}, an advertisement in its picture`,
      date: "2012",
      stated: 30,
      computed: undefined,
      unit: "days",
      tolerance: 0,
      note: "An advertisement that was shown; nothing that a model could compute.",
    },
    {
      id: "C8/advertisement-people",
      statement: "175 people +1'd this page",
      source: `${source}, an advertisement in its picture`,
      date: "2012",
      stated: 175,
      computed: undefined,
      unit: "people",
      tolerance: 0,
      note: "An advertisement that was shown; nothing that a model could compute.",
    },
  ];
}

/** Services and groups as counted on the slides. */
const counted = [
  { year: 2012, services: 19, groups: 5 },
  { year: 2015, services: 52, groups: 12 },
  { year: 2018, services: 91, groups: 17 },
] as const;

function catalogueStatements(): Statement[] {
  const rows = awsConsole();
  const sizes = catalogueSizes(rows);
  const counts = counted.flatMap(({ year, services, groups }): Statement[] => {
    const of = sizes.find((size) => size.year === year)!;
    const common = { source: `slide AWS in ${year}`, date: String(year), tolerance: 0 };
    return [
      {
        ...common,
        id: `C9/services-${year}`,
        statement: `The console lists so many services`,
        stated: services,
        computed: of.services,
        unit: "services",
      },
      {
        ...common,
        id: `C9/groups-${year}`,
        statement: "It lists them in so many groups",
        stated: groups,
        computed: of.groups,
        unit: "groups",
      },
    ];
  });
  return [
    ...counts,
    {
      id: "C9/growth",
      statement: "From 2012 to 2018 the catalogue grew by so much a year",
      source: "slides AWS in 2012, 2015, 2018",
      date: "2018",
      stated: 0.298,
      computed: growthPerYear(sizes[0]!.services, sizes[2]!.services, 6),
      unit: "share a year",
      tolerance: 0.001 / 0.298,
      note: `${catalogueChange(rows, 2012, 2018).vanished.length} services of 2012 are not in the text of 2018's slide, which lacks the group Analytics.`,
    },
  ];
}

function sysbenchStatements(): Statement[] {
  const source = "slide Let's try it out!";
  const published = sysbenchPublished().find(({ machine }) => machine.startsWith("EC2 t3.large"))!;
  const { moduloOperations } = cpuEvent(published.cpuMaxPrime);
  const t3Large = { vcpus: 2, nanosecondsPerModulo: (1e6 * published.msPerEvent) / moduloOperations };
  const run = runSysbench({ threads: 100, events: 50_000 }, t3Large);
  return [
    {
      id: "C10/events",
      statement: "sysbench --test=cpu --num-threads=100 --max-requests=50000 run: events done",
      source,
      date: "2018",
      stated: 50_000,
      computed: run.events,
      unit: "events",
      tolerance: 0,
      note: `On a modelled t3.large, 100 threads need ${run.seconds.toFixed(1)} s and wait ${run.latencyMs.mean.toFixed(0)} ms an event; 2 threads would do as much.`,
    },
    {
      id: "C10/t3.large",
      statement: "A t3.large does so many events a second with 2 threads",
      source: "published with sysbench 1.0.11 (drlinkcheck.com); not on the slides",
      date: "2018",
      stated: published.eventsPerSecond!,
      computed: runSysbench({ threads: 2, events: 10_000 }, t3Large).eventsPerSecond,
      unit: "events a second",
      tolerance: 0.005,
    },
  ];
}
