/**
 * The sheet against the slide: do they put the service models in the same order, and which grade hangs on which assumption?
 *
 * Signs are a matter of thresholds, so orders are compared: of every two models, which is better? Where a mixed mark of the slide
 * overlaps the other's, the slide leaves it open.
 *
 * @packageDocumentation
 */

import { assumedGrading, type GradeAssumptions, type GradeCell, gradeSheet } from "./gradeSheet";
import { type Column, columns, type Range, readMarks, slideGrades } from "./grades";
import { lectureModels } from "./lectureModels";
import type { ServiceModel } from "./serviceModel";

/** Two models that sheet and slide order differently. */
export interface Disagreement {
  /** The one that the slide grades higher. */
  readonly slideFirst: string;
  readonly slideSecond: string;
  readonly how: "opposite" | "measured equal";
  /** What was measured of both. */
  readonly finding: string;
}

/** How a column agrees with the slide. */
export interface Agreement {
  readonly column: Column;
  /** Pairs that the slide orders. */
  readonly pairs: number;
  /** Those that the sheet orders alike. */
  readonly agree: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Compares the sheet's order with the slide's, pair by pair. Models that the slide does not have are left out.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const automation = cloud.agreement(cloud.gradeSheet()).find(({ column }) => column === "automation");
 * assert.deepEqual([automation?.agree, automation?.pairs], [6, 6]);
 * ```
 */
export function agreement(sheet: readonly GradeCell[], slide = slideGrades): Agreement[] {
  return columns.map((column) => {
    const cells = sheet.filter((cell) => cell.column === column && slide[cell.model] !== undefined);
    const marks = (cell: GradeCell): Range => readMarks(slide[cell.model]![column]);
    const ordered = cells.flatMap((a) => cells.filter((b) => marks(a)[0] > marks(b)[1]).map((b) => [a, b] as const));
    const better = betterOf(column);
    const disagreements = ordered
      .filter(([a, b]) => !(better(a.value, b.value) > 0))
      .map(
        ([a, b]): Disagreement => ({
          slideFirst: a.model,
          slideSecond: b.model,
          how: a.value === b.value ? "measured equal" : "opposite",
          finding: `${a.model}: ${a.finding}; ${b.model}: ${b.finding}`,
        }),
      );
    return { column, pairs: ordered.length, agree: ordered.length - disagreements.length, disagreements };
  });
}

/** Above 0 where the first value is the better one. */
function betterOf(column: Column): (a: number, b: number) => number {
  const more = column === "payAsYouGo" || column === "flexibility";
  return (a, b) => (more ? a - b : b - a);
}

/** A grade that changes when one assumption does. */
export interface Flip {
  readonly assumption: string;
  /** What it was multiplied with. */
  readonly factor: number;
  readonly model: string;
  readonly column: Column;
  readonly from: number;
  readonly to: number;
}

/** Numbers that may be doubted, by name, and the assumptions with one multiplied. */
const knobs: Readonly<Record<string, (of: GradeAssumptions, factor: number) => GradeAssumptions>> = {
  "demand's jump": (of, factor) => ({ ...of, jump: { ...of.jump, factor: of.jump.factor * factor } }),
  "peak that was bought for": (of, factor) => ({ ...of, jump: { ...of.jump, ownedPeak: of.jump.ownedPeak * factor } }),
  "length of a request": (of, factor) => ({
    ...of,
    customer: { ...of.customer, requestSeconds: of.customer.requestSeconds * factor },
  }),
  "how often users come": (of, factor) => ({
    ...of,
    customer: {
      ...of.customer,
      comesOnWorkday: Math.min(1, of.customer.comesOnWorkday * factor),
      comesOnWeekend: Math.min(1, of.customer.comesOnWeekend * factor),
    },
  }),
  "number of machines": (of, factor) => ({ ...of, machines: of.machines * factor }),
  "hostile tenants": (of, factor) => threat(of, { hostileShare: of.threats.hostileShare * factor }),
  "flaws of boundaries": (of, factor) => threat(of, { flawsPerFunctionYear: of.threats.flawsPerFunctionYear * factor }),
  "flaws of layers": (of, factor) => threat(of, { flawsPerLayerYear: of.threats.flawsPerLayerYear * factor }),
  "attacks a day": (of, factor) => threat(of, { attacksPerDay: of.threats.attacksPerDay * factor }),
  "customers' delay in patching": (of, factor) =>
    threat(of, { openDays: { ...of.threats.openDays, customer: of.threats.openDays.customer * factor } }),
  "providers' delay in patching": (of, factor) =>
    threat(of, { openDays: { ...of.threats.openDays, provider: of.threats.openDays.provider * factor } }),
};

function threat(of: GradeAssumptions, more: Partial<GradeAssumptions["threats"]>): GradeAssumptions {
  return { ...of, threats: { ...of.threats, ...more } };
}

/** Names of the assumptions that `gradeSensitivity` moves. */
export const doubtable: readonly string[] = Object.keys(knobs);

/**
 * Moves each assumption by a third, down and up, and tells which grades change.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const flips = cloud.gradeSensitivity([cloud.paas]);
 * assert.ok(flips.some(({ assumption, column }) => assumption === "length of a request" && column === "payAsYouGo"));
 * ```
 */
export function gradeSensitivity(
  models: readonly ServiceModel[] = lectureModels,
  assumptions: GradeAssumptions = assumedGrading(),
  factors: readonly number[] = [2 / 3, 4 / 3],
): Flip[] {
  const sheet = gradeSheet(models, assumptions);
  return Object.entries(knobs).flatMap(([assumption, move]) =>
    factors.flatMap((factor) =>
      gradeSheet(models, move(assumptions, factor)).flatMap(({ model, column, grade }, at): Flip[] => {
        const from = sheet[at]!.grade;
        return from === grade ? [] : [{ assumption, factor, model, column, from, to: grade }];
      }),
    ),
  );
}
