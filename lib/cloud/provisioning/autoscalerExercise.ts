/**
 * Runs a student's autoscaler and finds where it parts from the rule: as many instances as are 60% busy under the load of the step
 * before, at least one, and never more than one fewer than there are.
 *
 * @packageDocumentation
 */
import { seeded } from "../../sim";
import { demandShapes, demandTrace } from "../demand";
import type { Observation } from "./policy";
import { provisionTotals } from "./provision";

/** What the student writes: how many instances there should be. */
export type Autoscaler = (seen: Observation, requestsPerSecondPerInstance: number) => number;

/** What the check found. */
export interface AutoscalerReport {
  readonly passed: boolean;
  /** All of it in sentences. */
  readonly text: string;
}

const TARGET = 0.6;

/**
 * Tries an autoscaler on 200 random observations; if all are right, on a week with a flash crowd.
 *
 * @param options - `seed` of the observations; 1 if not given
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const greedy: cloud.Autoscaler = () => 1000;
 * assert.match(cloud.checkAutoscaler(greedy).text, /But got 1000/);
 * ```
 */
export function checkAutoscaler(
  autoscaler: Autoscaler,
  { seed = 1 }: { readonly seed?: number } = {},
): AutoscalerReport {
  const random = seeded(seed);
  for (let round = 0; round < 200; round++) {
    const perInstance = 5 + random.integer(40);
    const [ready, booting] = [1 + random.integer(20), random.integer(3)];
    // Never a multiple of 0.6: then rounding up would hang on the last bit.
    const arrivedPerSecond = random.integer(2 * ready * perInstance) + 0.1;
    const utilization = Math.min(1, arrivedPerSecond / (ready * perInstance));
    const seen = { seconds: 300 * round, arrivedPerSecond, utilization, backlogRequests: 0, ready, booting };
    const wrong = compare(autoscaler, seen, perInstance);
    if (wrong !== undefined) return { passed: false, text: wrong };
  }
  return { passed: true, text: `All 200 observations were answered as the rule says. ${onACrowd(autoscaler)}` };
}

function compare(autoscaler: Autoscaler, seen: Observation, perInstance: number): string | undefined {
  const needed = seen.arrivedPerSecond / (TARGET * perInstance);
  const least = seen.ready + seen.booting - 1;
  const expected = Math.max(1, Math.ceil(needed - 1e-9), least);
  const got = answerOf(autoscaler, seen, perInstance);
  if (typeof got === "number" && Math.ceil(got - 1e-9) === expected) return undefined;
  const why =
    expected === least && least > needed
      ? `the load needs only ${needed.toFixed(2)}, but of ${seen.ready} ready and ${seen.booting} booting at most one may go`
      : `${seen.arrivedPerSecond} / (${TARGET} x ${perInstance}) = ${needed.toFixed(2)}, rounded up, and at least 1`;
  return [
    `Asked: ${JSON.stringify(seen)}, where one instance serves ${perInstance} requests a second.`,
    `Expected ${expected}: ${why}.`,
    `But got ${String(got)}. Read again how target tracking works, in lib/cloud/provisioning/targetTracking.ts.`,
  ].join("\n");
}

function answerOf(autoscaler: Autoscaler, seen: Observation, perInstance: number): unknown {
  try {
    return autoscaler(seen, perInstance);
  } catch (error) {
    return `the error "${error instanceof Error ? error.message : String(error)}"`;
  }
}

function onACrowd(autoscaler: Autoscaler): string {
  const week = demandTrace(demandShapes.flashCrowd, { random: seeded(1) });
  const policy = {
    name: "yours",
    start:
      ({ requestsPerSecondPerInstance }: { requestsPerSecondPerInstance: number }) =>
      (seen: Observation) =>
        autoscaler(seen, requestsPerSecondPerInstance),
  };
  const { costUsd, lostRequests, arrivedRequests } = provisionTotals(week, policy);
  return `In the week of the flash crowd it cost $${costUsd.toFixed(0)} and lost ${((100 * lostRequests) / arrivedRequests).toFixed(2)}% of the requests.`;
}
