/**
 * The exercise of the notebook on what a cloud costs: the student writes `breakEven`, this runs it on the slide's case and on random ones and tells the
 * first that parts from the model.
 *
 * @packageDocumentation
 */
import { type Random, seeded, usd } from "../../sim";
import { breakEvenHours } from "../ownership";

/** What `breakEven` is asked. The server is busy in every hour. */
export interface BreakEvenCase {
  /** Rent of the instance that does the server's work, in USD an hour. */
  readonly rentUsdPerHour: number;
  /** Price of the server, in USD. */
  readonly priceUsd: number;
  /** Power of the server, in W. */
  readonly watts: number;
  /** Power of the room over that of the server; 1 or more. */
  readonly pue: number;
  /** Price of a kWh, in USD. */
  readonly usdPerKwh: number;
  /** Staff for this server, in USD a year of 8,760 hours. */
  readonly staffUsdPerYear: number;
}

/** The function to write: hours until owning has cost no more than renting; `Infinity` if it never does. */
export type BreakEven = (question: BreakEvenCase) => number;

/** How a check of `breakEven` went. `text` is for reading. */
export interface BreakEvenReport {
  /** Whether every answer was right, within an hour or a thousandth. */
  readonly passed: boolean;
  /** Cases that were checked. */
  readonly checked: number;
  /** What was asked, the input, what was expected and why, what came, where to read. */
  readonly text: string;
}

const slide: BreakEvenCase = {
  rentUsdPerHour: 3.06,
  priceUsd: 37_245.4,
  watts: 0,
  pue: 1,
  usdPerKwh: 0,
  staffUsdPerYear: 0,
};
/** From the slide's case on, one thing more at a time; the last one never pays. */
const steps: readonly BreakEvenCase[] = [
  slide,
  { ...slide, watts: 647, usdPerKwh: 0.07 },
  { ...slide, watts: 647, usdPerKwh: 0.07, pue: 2 },
  { ...slide, staffUsdPerYear: 5000 },
  { ...slide, staffUsdPerYear: 30_000 },
];

/**
 * Runs `breakEven` on the slide's case, with power, a room and staff added step by step, and then on random cases, up to the first wrong answer.
 *
 * @param options - the seed of the random cases, 1 if not given, and how many there are, 100 if not given
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const forgetsPower: cloud.BreakEven = ({ priceUsd, rentUsdPerHour }) => priceUsd / rentUsdPerHour;
 * const report = cloud.checkBreakEven(forgetsPower);
 * assert.equal(report.checked, 2);
 * assert.match(report.text, /647 W/);
 * ```
 */
export function checkBreakEven(
  breakEven: BreakEven,
  options: { readonly seed?: number; readonly cases?: number } = {},
): BreakEvenReport {
  const random = seeded(options.seed ?? 1);
  const cases = [...steps, ...Array.from({ length: options.cases ?? 100 }, () => randomCase(random))];
  for (const [index, question] of cases.entries()) {
    const expected = expectedHours(question);
    const came = answer(breakEven, question);
    if (isRight(came, expected)) continue;
    return { passed: false, checked: index + 1, text: tell(index + 1, question, expected, came) };
  }
  return { passed: true, checked: cases.length, text: `Right in all ${cases.length} cases.` };
}

function expectedHours(question: BreakEvenCase): number {
  const { rentUsdPerHour, priceUsd, watts, pue, usdPerKwh, staffUsdPerYear } = question;
  const plan = { rentPerHour: usd(rentUsdPerHour), price: usd(priceUsd), idleWatts: watts, pue };
  const running = { energyPerKwh: usd(usdPerKwh), staffPerYear: usd(staffUsdPerYear) };
  return breakEvenHours({ ...plan, ...running }) ?? Infinity;
}

function answer(breakEven: BreakEven, question: BreakEvenCase): unknown {
  try {
    return breakEven({ ...question });
  } catch (error) {
    return `an error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isRight(came: unknown, expected: number): boolean {
  if (expected === Infinity) return came === Infinity;
  return typeof came === "number" && Math.abs(came - expected) <= Math.max(1, expected / 1000);
}

function randomCase(random: Random): BreakEvenCase {
  return {
    rentUsdPerHour: (1 + random.integer(500)) / 100,
    priceUsd: 500 + random.integer(60_000),
    watts: random.integer(1500),
    pue: 1 + random.integer(15) / 10,
    usdPerKwh: random.integer(50) / 100,
    staffUsdPerYear: 500 * random.integer(40),
  };
}

function tell(number: number, question: BreakEvenCase, expected: number, came: unknown): string {
  const { rentUsdPerHour, priceUsd, watts, pue, usdPerKwh, staffUsdPerYear } = question;
  const running = (watts / 1000) * pue * usdPerKwh + staffUsdPerYear / 8760;
  const saved = `an hour saves ${rentUsdPerHour.toFixed(2)} of rent and costs ${running.toFixed(4)} of power and staff`;
  const why =
    expected === Infinity ? `${saved}: owning never catches up` : `${saved}; the price must come out of the difference`;
  return [
    `Case ${number}: after how many hours has owning cost no more than renting?`,
    `  rent              ${rentUsdPerHour} USD/hour`,
    `  server            ${priceUsd} USD, ${watts} W`,
    `  power             PUE ${pue}, ${usdPerKwh} USD/kWh`,
    `  staff             ${staffUsdPerYear} USD/year`,
    `  expected          ${expected === Infinity ? "Infinity" : `${expected.toFixed(1)} hours`}`,
    `  because           ${why}`,
    `  came              ${String(came)}`,
    `  read              "Investigate: rent or buy", above`,
  ].join("\n");
}
