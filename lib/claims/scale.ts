/**
 * Numbers of the slides about how large a cloud is (C1, C2).
 *
 * @packageDocumentation
 */
import * as cloud from "../cloud";
import { given, type Statement } from "./claim";

/** The statements about links, racks and fleets, in the lecture's order. */
export function scaleStatements(): Statement[] {
  return [...ofServers(), ...ofScale()];
}

function ofServers(): Statement[] {
  const servers = { source: "Servers in AWS", date: "2016" };
  const disk = { name: "disk", terabytes: 10 };
  const { counts, terabytes } = cloud.fleetTotals({ name: "rack", holds: [{ count: 1100, part: disk }] });
  const seconds = cloud.transferSeconds(terabytes * 1e12, { links: 1, gigabitsPerSecond: 100 });
  const perUnit = (counts["disk"]! / 42).toFixed(0);
  return [
    given({
      id: "C2/link-rate",
      statement: "Multiple private 100Gbps links between each data center site",
      source: "Interconnections",
      date: "2016",
      stated: 100,
      unit: "Gb/s",
      note: `A fact about equipment. What it means: a storage rack of 11 PB takes ${(seconds / 86_400).toFixed(1)} days over one link.`,
    }),
    given({
      id: "C1/server-height",
      statement: "1U compute servers",
      ...servers,
      stated: 1,
      unit: "U",
      note: "A product's height.",
    }),
    given({
      id: "C1/rack-height",
      statement: "Storage racks: 42U size",
      ...servers,
      stated: 42,
      unit: "U",
      note: "A product's height.",
    }),
    given({
      id: "C1/disks-per-rack",
      statement: "1100 disks",
      ...servers,
      stated: 1100,
      unit: "disks",
      note: `A fact about equipment: ${perUnit} disks a rack unit.`,
    }),
    {
      id: "C1/storage-per-rack",
      statement: "11 petabytes of storage space",
      ...servers,
      stated: 11,
      computed: terabytes / 1000,
      tolerance: 0,
      unit: "PB",
      note: "1100 disks of 10 TB, the largest of 2016 (recalled).",
    },
  ];
}

function ofScale(): Statement[] {
  const scale = { source: "Scale Estimates", date: "2016" };
  const fleet = (serversPerSite: number) =>
    cloud.fleetTotals(cloud.cloudParts({ sites: 68, serversPerSite }).at(-1)!).counts["server"]!;
  const [low, high] = [fleet(50_000), fleet(80_000)];
  const { ratePerYear } = cloud.compareDailyClaims({ said: 2011, revenueUsd: 2e9 }, { said: 2016, revenueUsd: 8.5e9 });
  const daily = [low, high].map((servers) => thousands(cloud.serversPerDay({ servers, ratePerYear })));
  const growth = `${(100 * ratePerYear).toFixed(1)}% a year`;
  const needed = [cloud.growthPerYear(1.5e6, low, 2), cloud.growthPerYear(2e6, high, 2)];
  const from2014 = { source: "Scale Estimates: Bloomberg 2014", date: "2014", tolerance: 0.1, unit: "servers" };
  const backwards = `2016's estimate, taken two years back at ${growth}. The two estimates agree if the fleet grew by ${needed.map((rate) => `${(100 * rate).toFixed(0)}%`).join(" to ")} a year instead.`;
  const filled = { tolerance: 0.01, unit: "servers", note: "68 sites of racks that are filled up." };
  const daysOf = (year: number, billions: string) => ({
    source: "Scale Estimates",
    unit: "billion USD",
    note: `A company's revenue; its annual reports have ${billions} for ${year} (recalled). If servers grew with revenue, what is added a day grew by ${growth}; a fleet of 2016 that grows as fast adds ${daily.join(" to ")} servers a day.`,
  });
  return [
    {
      id: "C1/servers-2014-low",
      statement: "1.5-2 million servers",
      ...from2014,
      stated: 1.5e6,
      computed: low / (1 + ratePerYear) ** 2,
      note: backwards,
    },
    {
      id: "C1/servers-2014-high",
      statement: "1.5-2 million servers",
      ...from2014,
      stated: 2e6,
      computed: high / (1 + ratePerYear) ** 2,
      note: backwards,
    },
    given({
      id: "C1/servers-per-site",
      statement: "50-80K per data center",
      ...scale,
      stated: "50-80K",
      note: "What the total is computed from.",
    }),
    given({
      id: "C1/sites",
      statement: "68 total data centers",
      ...scale,
      stated: 68,
      note: "What the total is computed from.",
    }),
    {
      id: "C1/servers-low",
      statement: "68 total data centers = 3.4-5.4 million",
      ...scale,
      stated: 3.4e6,
      computed: low,
      ...filled,
    },
    {
      id: "C1/servers-high",
      statement: "68 total data centers = 3.4-5.4 million",
      ...scale,
      stated: 5.4e6,
      computed: high,
      ...filled,
    },
    given({
      id: "C1/revenue-2000",
      statement: "Every day as many servers as in 2000, when it was a $2 billion company",
      date: "2000",
      stated: 2,
      ...daysOf(2000, "2.76"),
    }),
    given({
      id: "C1/revenue-2005",
      statement: "Every day as many servers as in 2005, when it was a $8.5 billion company",
      date: "2005",
      stated: 8.5,
      ...daysOf(2005, "8.49"),
    }),
  ];
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}
