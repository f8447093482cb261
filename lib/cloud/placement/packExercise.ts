/**
 * The exercise of the notebook on utilization: the student writes `place`, this runs it on random VMs, finds the first placement that cannot
 * be, and otherwise tells how far from the fewest hosts it is.
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import { bestFitDecreasing, firstFitDecreasing } from "./decreasing";
import { exact } from "./exact";
import { firstFit } from "./firstFit";
import type { PlacementPolicy } from "./placement";

/**
 * The function to write: the host of each VM, from 0. Hosts are all alike, and there are as many as wanted.
 *
 * @param vms - size of each VM in percent of a host, 1 to 100
 * @param capacity - capacity of a host, 100
 */
export type PlaceVms = (vms: readonly number[], capacity: number) => readonly number[];

/** How a check of `place` went. `text` is for reading. */
export interface PlaceReport {
  /** Whether every placement can be, and none uses more hosts than first fit may. */
  readonly passed: boolean;
  /** Problems that were checked. */
  readonly checked: number;
  /** Hosts that `place` used, over those of the best placements; 1 is perfect. `undefined` if a placement cannot be. */
  readonly overOptimal: number | undefined;
  /** What was asked, what was expected and why, what came; or how far from the best. */
  readonly text: string;
}

/** How far a check goes. */
export interface PlaceCheckOptions {
  /** The seed of the problems; 1 if not given. */
  readonly seed?: number;
  /** Problems; 200 if not given. */
  readonly problems?: number;
}

const capacity = 100;

/**
 * Runs `place` on random VMs, up to the first placement that cannot be or is too bad.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const report = cloud.checkPlace((vms) => vms.map(() => 0)); // all on one host
 * assert.equal(report.passed, false);
 * assert.match(report.text, /because .* holds more than 100/);
 * ```
 */
export function checkPlace(place: PlaceVms, options: PlaceCheckOptions = {}): PlaceReport {
  const random = seeded(options.seed ?? 1);
  const count = options.problems ?? 200;
  const used: Record<string, number> = { yours: 0, [firstFit.name]: 0, [firstFitDecreasing.name]: 0, fewest: 0 };
  for (let problem = 1; problem <= count; problem++) {
    const vms = randomVms(random);
    const fewest = hostsOf(exact(), vms);
    const result = hostsFor(place, vms, fewest);
    if (typeof result !== "number") {
      return { passed: false, checked: problem, overOptimal: undefined, text: tell(problem, vms, result) };
    }
    used["yours"]! += result;
    used["fewest"]! += fewest;
    for (const policy of [firstFit, firstFitDecreasing]) used[policy.name]! += hostsOf(policy, vms);
  }
  const share = (name: string) => `${((used[name]! / used["fewest"]! - 1) * 100).toFixed(1)}%`;
  const text = [
    `All ${count} placements are possible.`,
    `Hosts above the fewest: yours ${share("yours")}, first fit ${share(firstFit.name)}, first fit decreasing ${share(firstFitDecreasing.name)}.`,
  ].join("\n");
  return { passed: true, checked: count, overOptimal: used["yours"]! / used["fewest"]!, text };
}

/** What was expected, why, and what came. */
interface Difference {
  readonly expected: string;
  readonly why: string;
  readonly came: string;
}

function hostsFor(place: PlaceVms, vms: readonly number[], fewest: number): number | Difference {
  let hostOf: readonly number[];
  try {
    hostOf = place([...vms], capacity);
  } catch (error) {
    const came = `an error: ${error instanceof Error ? error.message : String(error)}`;
    return { expected: `a list of ${vms.length} hosts`, why: "every VM has to run somewhere", came };
  }
  return impossible(vms, hostOf) ?? tooMany(hostOf, fewest) ?? new Set(hostOf).size;
}

function impossible(vms: readonly number[], hostOf: readonly number[]): Difference | undefined {
  const came = Array.isArray(hostOf) ? `[${hostOf.join(", ")}]` : String(hostOf);
  if (!Array.isArray(hostOf) || hostOf.length !== vms.length) {
    return { expected: `a list of ${vms.length} hosts`, why: "every VM has to run somewhere", came };
  }
  const bad = hostOf.findIndex((host) => !Number.isInteger(host) || host < 0);
  if (bad >= 0) return { expected: "whole numbers from 0", why: `VM ${bad} has no host`, came };
  for (const host of new Set(hostOf)) {
    const on = vms.filter((_, vm) => hostOf[vm] === host);
    const load = on.reduce((sum, size) => sum + size, 0);
    if (load > capacity) {
      const why = `host ${host} holds more than ${capacity}: ${on.join(" + ")} = ${load}`;
      return { expected: `at most ${capacity} on each host`, why, came };
    }
  }
  return undefined;
}

/** First fit keeps this bound whatever comes; a placement above it leaves hosts that could be joined. */
function tooMany(hostOf: readonly number[], fewest: number): Difference | undefined {
  const [used, most] = [new Set(hostOf).size, Math.floor(1.7 * fewest + 1e-9)];
  if (used <= most) return undefined;
  const why = `${fewest} would do, and first fit never uses more than 1.7 times that`;
  return { expected: `at most ${most} hosts`, why, came: `${used} hosts: [${hostOf.join(", ")}]` };
}

function hostsOf(policy: PlacementPolicy, vms: readonly number[]): number {
  const sizes = vms.map((size) => [size]);
  return policy.place(
    sizes,
    sizes.map(() => [capacity]),
  ).hostsUsed;
}

/** Mixes of sizes: any; about a third to a half; and some that first fit decreasing finds hard. */
function randomVms(random: Random): number[] {
  const size = random.pick([
    () => 1 + random.integer(100),
    () => 25 + random.integer(30),
    () => random.pick([51, 27, 26, 23, 44, 34, 35, 16, 17]),
  ]);
  return Array.from({ length: 4 + random.integer(9) }, size);
}

function tell(problem: number, vms: readonly number[], { expected, why, came }: Difference): string {
  return [
    `Problem ${problem}: place VMs of ${vms.join(", ")} on hosts of ${capacity}.`,
    `  expected  ${expected}`,
    `  because   ${why}`,
    `  came      ${came}`,
    `  possible  [${bestFitDecreasing
      .place(
        vms.map((size) => [size]),
        vms.map(() => [capacity]),
      )
      .hostOf.join(", ")}]`,
    `  read      "Investigate: packing", above`,
  ].join("\n");
}
