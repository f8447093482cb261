/**
 * Grades: plus and minus signs, from measured values by thresholds, and as the lecture's slide has them.
 *
 * ```text
 *   measured value   ──cuts──>  - - -   - -   -   +   ++   +++
 *   share used:            0.2     0.35  0.5 0.65  0.8
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** What is graded. The slide has the first five; it grades security and isolation as one. */
export const columns = ["payAsYouGo", "scalability", "automation", "flexibility", "isolation", "security"] as const;

/** One column of the sheet. */
export type Column = (typeof columns)[number];

/** How a measured value becomes a grade. */
export interface Scale {
  /** What is measured, with its unit. */
  readonly measure: string;
  readonly better: "more" | "less";
  /** Five values at which the grade changes, from the worst grade to the best. */
  readonly cuts: readonly [number, number, number, number, number];
}

/** Thresholds to begin with. They are a matter of taste; ranks are not. */
export const assumedScales: Readonly<Record<Column, Scale>> = {
  payAsYouGo: {
    measure: "share of the money that bought what was used",
    better: "more",
    cuts: [0.2, 0.35, 0.5, 0.65, 0.8],
  },
  scalability: {
    measure: "share of requests lost in the hour after demand jumped",
    better: "less",
    cuts: [0.6, 0.3, 0.1, 0.02, 0.001],
  },
  automation: { measure: "operations a year left to the customer", better: "less", cuts: [1000, 400, 200, 100, 25] },
  flexibility: { measure: "share of twenty workloads that run", better: "more", cuts: [0.1, 0.2, 0.4, 0.6, 0.9] },
  isolation: {
    measure: "chance that a neighbour gets in, a year",
    better: "less",
    cuts: [0.3, 0.1, 0.03, 0.003, 1e-6],
  },
  security: { measure: "chance that the internet gets in, a year", better: "less", cuts: [0.5, 0.3, 0.2, 0.1, 0.03] },
};

/** From -3 to 3, without 0. */
export type Grade = -3 | -2 | -1 | 1 | 2 | 3;

const grades: readonly Grade[] = [-3, -2, -1, 1, 2, 3];

/**
 * The grade of a value.
 *
 * @throws {@link DomainError} if the cuts are not in order
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.gradeOf(0.7, cloud.assumedScales.payAsYouGo), 2);
 * assert.equal(cloud.gradeOf(0.7, cloud.assumedScales.scalability), -3);
 * ```
 */
export function gradeOf(value: number, { better, cuts }: Scale): Grade {
  const sign = better === "more" ? 1 : -1;
  if (cuts.some((cut, at) => at > 0 && sign * cut <= sign * cuts[at - 1]!))
    throw new DomainError("cuts", `to go from worst to best, where ${better} is better`, cuts);
  return grades[cuts.filter((cut) => sign * value >= sign * cut).length]!;
}

/** A grade as signs. */
export function signs(grade: number): string {
  return (grade < 0 ? "−" : "+").repeat(Math.abs(grade));
}

/** What a cell of the slide may mean: the same number twice, or both ends of a mixed mark. */
export type Range = readonly [least: number, most: number];

/**
 * Reads a cell of the slide: "++" is 2, "- - -" is -3, and "- +" is anything from -1 to 1.
 *
 * @throws {@link DomainError} if there is anything but signs
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.deepEqual([cloud.readMarks("++ +"), cloud.readMarks("- +")], [[3, 3], [-1, 1]]);
 * ```
 */
export function readMarks(cell: string): Range {
  if (!/^[-+ ]*[-+][-+ ]*$/.test(cell)) throw new DomainError("a cell of the sheet", "to be signs", cell);
  const [minuses, pluses] = [cell.split("-").length - 1, cell.split("+").length - 1];
  if (minuses > 0 && pluses > 0) return [-minuses, pluses];
  return [pluses - minuses, pluses - minuses];
}

/** The slide "Cloud Grade Sheet", by the names of the service models. Security and isolation are one column there. */
export const slideGrades: Readonly<Record<string, Readonly<Record<Column, string>>>> = {
  IaaS: slideRow("++", "+", "-", "++", "++"),
  PaaS: slideRow("+++", "++", "++", "- +", "-"),
  SaaS: slideRow("+++", "+++", "+++", "- - -", "- +"),
  "Private data center": slideRow("- - -", "-", "- -", "++ +", "+++++ +++ +"),
};

function slideRow(
  payAsYouGo: string,
  scalability: string,
  automation: string,
  flexibility: string,
  isolation: string,
): Readonly<Record<Column, string>> {
  return { payAsYouGo, scalability, automation, flexibility, isolation, security: isolation };
}
