/**
 * The scale of a cloud: what is inside what, counted from the smallest part up.
 *
 * ```text
 * cloud --68--> site --3--> hall --n--> rack --42--> server
 *                                          or --1100-> disk
 * ```
 *
 * A part holds so many of each smaller part; totals are products along the way down, summed. Nothing is counted twice and nothing is stated:
 * the number of servers of a cloud follows from its racks. Left out: what stands between racks. Source: the lecture's slides "Servers in AWS" and "Scale
 * Estimates" (re:Invent 2016).
 *
 * @packageDocumentation
 */

import { requireNotNegative } from "../checks";
import { DomainError } from "../errors";

/** A part of a cloud, from a disk to the whole. */
export interface FleetPart {
  /** What it is, such as `rack`; a part of the same name is the same part. */
  readonly name: string;
  /** Storage of its own, in TB; 0 if not given. */
  readonly terabytes?: number;
  /** Height in rack units; 0 if not given. */
  readonly rackUnits?: number;
  /** Rack units that it has for others; as many as are needed if not given. */
  readonly roomUnits?: number;
  /** Failures of this part by itself, a year; 0 if not given. */
  readonly failuresPerYear?: number;
  /** What it holds. */
  readonly holds?: readonly Holding[];
}

/** So many of a part. */
export interface Holding {
  /** A whole number from 0. */
  readonly count: number;
  readonly part: FleetPart;
}

/** What a part comes to, with all that it holds. */
export interface FleetTotals {
  /** How many of each part, by name; the part itself counts 1. */
  readonly counts: Readonly<Record<string, number>>;
  readonly terabytes: number;
  /** Expected failures a day, of all parts together. */
  readonly failuresPerDay: number;
}

/**
 * Counts what a part comes to.
 *
 * @throws {@link DomainError} if a count is not whole, a number is negative, or what a rack holds is higher than its room
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const disk = { name: "disk", terabytes: 10 };
 * const rack = { name: "rack", holds: [{ count: 1100, part: disk }] };
 * assert.equal(cloud.fleetTotals(rack).terabytes, 11_000);
 * ```
 */
export function fleetTotals(part: FleetPart): FleetTotals {
  const { name, terabytes = 0, failuresPerYear = 0, rackUnits = 0, holds = [] } = part;
  requireNotNegative({ [`terabytes of ${name}`]: terabytes, [`failuresPerYear of ${name}`]: failuresPerYear });
  requireNotNegative({ [`rackUnits of ${name}`]: rackUnits });
  checkRoom(part);
  const counts: Record<string, number> = { [name]: 1 };
  let [allTerabytes, perDay] = [terabytes, failuresPerYear / 365];
  for (const { count, part: smaller } of holds) {
    if (!Number.isInteger(count) || count < 0)
      throw new DomainError(`count of ${smaller.name} in ${name}`, "to be a whole number from 0", count);
    const inside = fleetTotals(smaller);
    for (const [kind, each] of Object.entries(inside.counts)) counts[kind] = (counts[kind] ?? 0) + count * each;
    allTerabytes += count * inside.terabytes;
    perDay += count * inside.failuresPerDay;
  }
  return { counts, terabytes: allTerabytes, failuresPerDay: perDay };
}

function checkRoom({ name, roomUnits, holds = [] }: FleetPart): void {
  const needed = holds.reduce((sum, { count, part }) => sum + count * (part.rackUnits ?? 0), 0);
  if (roomUnits !== undefined && needed > roomUnits)
    throw new DomainError(`content of ${name}`, `to be at most ${roomUnits}U high`, needed);
}

/** How a cloud like the lecture's is put together. */
export interface CloudShape {
  /** Data-centre sites; 68 in the lecture. */
  readonly sites: number;
  /** Servers at a site, 50,000 to 80,000 in the lecture; racks are filled up, so that there may be a few more. */
  readonly serversPerSite: number;
  /** Storage racks at a site. An assumption; 20 if not given. */
  readonly storageRacksPerSite?: number;
  /** Halls at a site. An assumption; 4 if not given. */
  readonly hallsPerSite?: number;
  /** Regions, each of equally many sites but for the last. An assumption; 14 if not given. */
  readonly regions?: number;
  /** Failures of a server a year. An assumption; 0.04 if not given. */
  readonly serverFailuresPerYear?: number;
  /** Failures of a disk a year. An assumption; 0.015 if not given. */
  readonly diskFailuresPerYear?: number;
}

/** Height of a rack, in rack units, and the disks and storage of a storage rack: the slide's. */
export const storageRack = { rackUnits: 42, disks: 1100, petabytes: 11 } as const;

/**
 * The parts of a cloud like the lecture's, from the smallest to the whole: disk, server, storage rack, server rack, hall, site, region, cloud.
 *
 * @throws {@link DomainError} if a number is not whole or negative
 */
export function cloudParts(shape: CloudShape): FleetPart[] {
  const { sites, serversPerSite, storageRacksPerSite = 20, hallsPerSite = 4, regions = 14 } = shape;
  const { serverFailuresPerYear = 0.04, diskFailuresPerYear = 0.015 } = shape;
  for (const [name, value] of Object.entries({ sites, serversPerSite, storageRacksPerSite, hallsPerSite, regions }))
    if (!Number.isInteger(value) || value < 1) throw new DomainError(name, "to be a whole number above 0", value);
  const room = storageRack.rackUnits;
  const terabytes = (storageRack.petabytes * 1000) / storageRack.disks;
  const disk = { name: "disk", terabytes, failuresPerYear: diskFailuresPerYear };
  const server = { name: "server", rackUnits: 1, failuresPerYear: serverFailuresPerYear };
  const storage = { name: "storage rack", roomUnits: room, holds: [{ count: storageRack.disks, part: disk }] };
  const compute = { name: "server rack", roomUnits: room, holds: [{ count: room, part: server }] };
  const racks = [
    { count: Math.ceil(serversPerSite / room / hallsPerSite), part: compute },
    { count: Math.ceil(storageRacksPerSite / hallsPerSite), part: storage },
  ];
  const hall = { name: "hall", holds: racks };
  const site = { name: "site", holds: [{ count: hallsPerSite, part: hall }] };
  const region = { name: "region", holds: [{ count: Math.max(1, Math.round(sites / regions)), part: site }] };
  return [disk, server, storage, compute, hall, site, region, { name: "cloud", holds: [{ count: sites, part: site }] }];
}

/** A part of the ladder from a disk to the cloud. */
export interface LadderStep {
  readonly name: string;
  readonly servers: number;
  readonly disks: number;
  readonly terabytes: number;
  readonly failuresPerDay: number;
}

/** Totals of each part: one row a part. */
export function ladder(parts: readonly FleetPart[]): LadderStep[] {
  return parts.map((part) => {
    const { counts, terabytes, failuresPerDay } = fleetTotals(part);
    return { name: part.name, servers: counts["server"] ?? 0, disks: counts["disk"] ?? 0, terabytes, failuresPerDay };
  });
}
