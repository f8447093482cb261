/**
 * The exercise "write the bill": a student's function against the law, on random runs.
 *
 * ```text
 * runs 0.35 s, 90 s   unit 60 s, minimum 60 s   --> student's bill   ==?   60 s + 120 s
 * ```
 *
 * @packageDocumentation
 */
import type { Random } from "../../sim";
import { seeded } from "../../sim";
import { billedUsage, type Granularity } from "../billing";

/** What the student writes: seconds that are paid, for runs of so many seconds. */
export type BillFunction = (runSeconds: readonly number[], granularity: Granularity) => number;

/** What a check found. */
export interface BillReport {
  readonly passed: boolean;
  /** For the student: what was asked, what was expected and why, what came. */
  readonly text: string;
}

/**
 * Checks a student's bill on the slide's prices' own granularities and on random ones.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const forgetsTheMinimum: cloud.BillFunction = (runs, { unitSeconds }) =>
 *   runs.reduce((sum, run) => sum + Math.ceil(run / unitSeconds) * unitSeconds, 0);
 * assert.match(cloud.checkBill(forgetsTheMinimum).text, /at least 60 s/);
 * ```
 */
export function checkBill(student: BillFunction, { seed = 1, cases = 200 } = {}): BillReport {
  const random = seeded(seed);
  for (const [runs, granularity] of [...simple, ...Array.from({ length: cases }, () => randomCase(random))]) {
    const expected = billedUsage(runs, granularity).billedSeconds;
    const came = attempt(student, runs, granularity);
    if (typeof came !== "number" || Math.abs(came - expected) > 1e-6 * Math.max(1, expected))
      return { passed: false, text: failure(runs, granularity, came) };
  }
  return { passed: true, text: `Passed: ${simple.length + cases} bills, each to the second.` };
}

type Case = readonly [runs: readonly number[], granularity: Granularity];

/** The smallest cases first, so that the first failure is easy to read. */
const simple: readonly Case[] = [
  [[], { unitSeconds: 1, minimumSeconds: 60 }],
  [[90], { unitSeconds: 1, minimumSeconds: 0 }],
  [[90.5], { unitSeconds: 1, minimumSeconds: 0 }],
  [[30], { unitSeconds: 1, minimumSeconds: 60 }],
  [[0], { unitSeconds: 1, minimumSeconds: 60 }],
  [[3600], { unitSeconds: 3600, minimumSeconds: 3600 }],
  [[3601, 10], { unitSeconds: 3600, minimumSeconds: 3600 }],
  [[30], { unitSeconds: 60, minimumSeconds: 100 }],
];

function randomCase(random: Random): Case {
  const runs = Array.from({ length: 1 + random.integer(5) }, () => Math.round(random.next() * 20_000) / 2);
  return [runs, { unitSeconds: random.pick([1, 60, 3600]), minimumSeconds: random.pick([0, 60, 100, 5000]) }];
}

function attempt(student: BillFunction, runs: readonly number[], granularity: Granularity): unknown {
  try {
    return student(runs, granularity);
  } catch (error) {
    return error instanceof Error ? `an error: ${error.message}` : "an error";
  }
}

function failure(runs: readonly number[], granularity: Granularity, came: unknown): string {
  const { unitSeconds, minimumSeconds } = granularity;
  const single = runs.map((run) => `${run} s → ${billedUsage([run], granularity).billedSeconds} s`);
  return [
    `Asked:    runs of ${runs.length === 0 ? "nothing" : runs.map((run) => `${run} s`).join(", ")}, in units of ${unitSeconds} s, at least ${minimumSeconds} s a run`,
    `Expected: ${billedUsage(runs, granularity).billedSeconds} s${single.length === 0 ? "" : ` (${single.join(", ")})`}`,
    `Came:     ${typeof came === "number" ? `${came} s` : String(came)}`,
    "Law:      every run by itself: at least the minimum, then up to a whole unit; a run of 0 s never started and is free.",
    "Read:     billing.ts, and Amazon EC2's page on pricing.",
  ].join("\n");
}
