/**
 * Availability: the share of time in which a system works, from how its parts fail and how they are put together.
 *
 * ```text
 *  series      ──[power]──[server]──[disk]──        works if all work           A = A₁ · A₂ · A₃
 *  parallel      ┌─[replica 1]─┐
 *              ──┤             ├──                  works if any works          1 - A = (1 - A₁)(1 - A₂)
 *                └─[replica 2]─┘
 *  atLeast 2 of 3                                   works if enough work        the middle ground
 * ```
 *
 * A part works for an exponential time of mean `mtbfHours`, then is repaired for one of mean `mttrHours`. Parts are told apart by
 * name: the *same* name twice is the same part, so that two replicas on one power supply fall together. Left out: repair crews that
 * are busy, and failures that cause others.
 *
 * Source: R. Barlow, F. Proschan, "Mathematical Theory of Reliability" (1965): structure functions, pivotal decomposition.
 *
 * @packageDocumentation
 */
import { sum } from "lodash";
import { DomainError } from "../errors";
import { exponential, type Random, Simulation } from "../sim";

/** A part that fails and is repaired. */
export interface Part {
  readonly type: "part";
  readonly name: string;
  /** Mean time between a repair and the next failure. */
  readonly mtbfHours: number;
  /** Mean time to repair. */
  readonly mttrHours: number;
}

/** A system that works if at least `needed` of its members work. */
export interface Group {
  readonly type: "group";
  readonly needed: number;
  readonly members: readonly System[];
}

/** Parts, put together. */
export type System = Part | Group;

/**
 * A part.
 *
 * @throws {@link DomainError} if a time is not above 0
 */
export function part(name: string, times: { readonly mtbfHours: number; readonly mttrHours: number }): Part {
  for (const [what, hours] of Object.entries(times))
    if (!(hours > 0 && hours < Infinity)) throw new DomainError(`${what} of ${name}`, "to be above 0", hours);
  return { type: "part", name, ...times };
}

/** Works if all members work. */
export function series(...members: readonly System[]): Group {
  return atLeast(members.length, members);
}

/** Works if any member works. */
export function parallel(...members: readonly System[]): Group {
  return atLeast(1, members);
}

/**
 * Works if at least `needed` members work.
 *
 * @throws {@link DomainError} if `needed` is not from 1 to the number of members
 */
export function atLeast(needed: number, members: readonly System[]): Group {
  if (!Number.isInteger(needed) || needed < 1 || needed > members.length)
    throw new DomainError("needed", `to be a whole number from 1 to ${members.length}`, needed);
  return { type: "group", needed, members };
}

/**
 * Share of time in which a system works, in closed form.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const server = (name: string) => cloud.part(name, { mtbfHours: 99, mttrHours: 1 });
 * const two = cloud.parallel(server("a"), server("b"));
 * assert.equal(cloud.availability(two).toFixed(6), "0.999900");
 * assert.equal(cloud.availability(cloud.parallel(server("a"), server("a"))).toFixed(2), "0.99"); // one part, drawn twice
 * assert.equal(cloud.downtimeMinutesPerYear(0.9999).toFixed(2), "52.56");
 * ```
 */
export function availability(system: System): number {
  return given(system, sharedParts(system), new Map()).up;
}

/**
 * Share of time in which a system does not work. It is computed by itself, since 1 minus the availability has no digits left where
 * a system hardly ever fails.
 */
export function unavailability(system: System): number {
  return given(system, sharedParts(system), new Map()).down;
}

/** Chances that add up to 1. */
interface Chances {
  readonly up: number;
  readonly down: number;
}

function sharedParts(system: System): Part[] {
  const parts = leaves(system);
  const again = parts.filter(({ name }, at) => parts.findIndex((other) => other.name === name) < at);
  return [...new Map(again.map((one) => [one.name, one])).values()];
}

/** Pivots on the parts that occur twice: each is up, or down, and what is left is independent. */
function given(system: System, shared: readonly Part[], isUp: ReadonlyMap<string, boolean>): Chances {
  const [pivot, ...rest] = shared;
  if (pivot === undefined) return independent(system, isUp);
  const ifUp = given(system, rest, new Map(isUp).set(pivot.name, true));
  const ifDown = given(system, rest, new Map(isUp).set(pivot.name, false));
  const { up, down } = own(pivot);
  return { up: up * ifUp.up + down * ifDown.up, down: up * ifUp.down + down * ifDown.down };
}

function independent(system: System, isUp: ReadonlyMap<string, boolean>): Chances {
  if (system.type === "part") {
    const known = isUp.get(system.name);
    return known === undefined ? own(system) : { up: Number(known), down: Number(!known) };
  }
  // chances[k]: that exactly k of the members so far work
  let chances = [1];
  for (const member of system.members) {
    const { up, down } = independent(member, isUp);
    chances = [...chances, 0].map((chance, k) => chance * down + (k > 0 ? chances[k - 1]! * up : 0));
  }
  return { up: sum(chances.slice(system.needed)), down: sum(chances.slice(0, system.needed)) };
}

function own({ mtbfHours, mttrHours }: Part): Chances {
  return { up: mtbfHours / (mtbfHours + mttrHours), down: mttrHours / (mtbfHours + mttrHours) };
}

function leaves(system: System): Part[] {
  return system.type === "part" ? [system] : system.members.flatMap(leaves);
}

/** In a year of 365 days. */
export const MINUTES_PER_YEAR = 365 * 24 * 60;

/**
 * Minutes without service in a year of 365 days.
 *
 * @throws {@link DomainError} if the availability is not from 0 to 1
 */
export function downtimeMinutesPerYear(available: number): number {
  if (!(available >= 0 && available <= 1)) throw new DomainError("available", "to be from 0 to 1", available);
  return (1 - available) * MINUTES_PER_YEAR;
}

/** In seconds, the unit of simulated time. */
const HOUR = 3600;

/** What a simulated life of a system was like. */
export interface FailureRun {
  /** Share of the time in which the system worked. */
  readonly availability: number;
  /** How often it went down. */
  readonly outages: number;
  /** How often a part failed. */
  readonly partFailures: number;
}

/**
 * Lets the parts fail and be repaired for so many years, and watches the system.
 *
 * @throws {@link DomainError} if the years are not above 0
 */
export function simulateFailures(system: System, years: number, random: Random): FailureRun {
  if (!(years > 0 && years < Infinity)) throw new DomainError("years", "to be above 0", years);
  const simulation = new Simulation();
  const isUp = new Map<string, boolean>();
  const run = { upSeconds: 0, outages: 0, partFailures: 0, since: 0, works: true };
  const change = (one: Part, up: boolean) => {
    isUp.set(one.name, up);
    if (!up) run.partFailures++;
    const works = independent(system, isUp).up === 1;
    if (run.works) run.upSeconds += simulation.now - run.since;
    if (run.works && !works) run.outages++;
    Object.assign(run, { since: simulation.now, works });
    simulation.after(HOUR * exponential(random, up ? one.mtbfHours : one.mttrHours), () => change(one, !up));
  };
  const parts = [...new Map(leaves(system).map((one) => [one.name, one])).values()];
  for (const { name } of parts) isUp.set(name, true);
  for (const one of parts) simulation.after(HOUR * exponential(random, one.mtbfHours), () => change(one, false));
  const end = years * 365 * 24 * HOUR;
  simulation.run({ until: end });
  if (run.works) run.upSeconds += end - run.since;
  return { availability: run.upSeconds / end, outages: run.outages, partFailures: run.partFailures };
}
