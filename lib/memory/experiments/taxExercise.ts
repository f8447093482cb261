/**
 * The exercise "who gives a page?": a student's choice of the machine that pays least, against the formula, on random machines.
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import { type Competitor, pagePrice } from "../overcommit/idleTax";

/** A machine and the pages that it has now. */
export interface PayingMachine extends Competitor {
  readonly pages: number;
}

/** What the student writes: the place of the machine that gives a page. */
export type ChoosePayer = (machines: readonly PayingMachine[], tax: number) => number;

/** What a check found. */
export interface PayerReport {
  readonly passed: boolean;
  /** For the student: what was asked, what was expected and why, what came. */
  readonly text: string;
}

/**
 * Checks a student's choice, first where only one thing differs, then on random machines.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const byShares: memory.ChoosePayer = (machines) =>
 *   machines.findIndex(({ shares }) => shares === Math.min(...machines.map((one) => one.shares)));
 * assert.match(memory.checkPayer(byShares).text, /Expected/);
 * ```
 */
export function checkPayer(student: ChoosePayer, { seed = 1, cases = 300 } = {}): PayerReport {
  const random = seeded(seed);
  for (const [machines, tax] of [...simple, ...Array.from({ length: cases }, () => randomCase(random))]) {
    const prices = machines.map((machine) => pagePrice(machine, machine.pages, tax));
    const came = attempt(student, machines, tax);
    // Any of equally cheap payers will do.
    if (typeof came === "number" && prices[came] !== undefined && prices[came] <= Math.min(...prices) * (1 + 1e-9))
      continue;
    return { passed: false, text: failure(machines, tax, prices, came) };
  }
  return { passed: true, text: `Passed: the cheapest payer found in ${simple.length + cases} cases.` };
}

type Case = readonly [machines: readonly PayingMachine[], tax: number];

const machine = (name: string, shares: number, pages: number, activePages: number): PayingMachine => ({
  name,
  shares,
  pages,
  activePages,
  wantedPages: pages,
});

const simple: readonly Case[] = [
  [[machine("A", 100, 500, 500), machine("B", 200, 500, 500)], 0],
  [[machine("A", 100, 500, 500), machine("B", 100, 600, 600)], 0],
  [[machine("A", 100, 500, 500), machine("B", 100, 500, 100)], 0.75],
  [[machine("A", 100, 900, 900), machine("B", 100, 300, 0)], 0.75],
  [[machine("A", 300, 500, 0), machine("B", 100, 500, 500)], 0.5],
];

function randomCase(random: Random): Case {
  const machines = Array.from({ length: 2 + random.integer(4) }, (_, at) => {
    const pages = 1 + random.integer(1000);
    return machine(`VM ${at + 1}`, 50 * (1 + random.integer(8)), pages, random.integer(pages + 1));
  });
  return [machines, random.pick([0, 0.5, 0.75, 0.9])];
}

function attempt(student: ChoosePayer, machines: readonly PayingMachine[], tax: number): unknown {
  try {
    return student(machines, tax);
  } catch (error) {
    return error instanceof Error ? `an error: ${error.message}` : "an error";
  }
}

function failure(machines: readonly PayingMachine[], tax: number, prices: readonly number[], came: unknown): string {
  const expected = prices.indexOf(Math.min(...prices));
  const lines = machines.map(
    ({ name, shares, pages, activePages }, at) =>
      `  ${at}: ${name}, ${shares} shares, ${pages} pages, ${activePages} of them active → pays ${prices[at]!.toPrecision(4)} a page`,
  );
  return [
    `Asked:    who gives a page, with a tax of ${tax}, of`,
    ...lines,
    `Expected: ${expected} (${machines[expected]!.name}), who pays least`,
    `Came:     ${String(came)}`,
    "Law:      price = shares / (active pages + k · idle pages), k = 1 / (1 - tax); idle pages are those that it has and does not use.",
    "Read:     idleTax.ts, and the section on the idle tax above.",
  ].join("\n");
}
