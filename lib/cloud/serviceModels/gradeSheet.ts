/**
 * The grade sheet of the lecture, earned: every cell is measured, graded, and held against the slide's.
 *
 * @packageDocumentation
 */
import { streams } from "../../sim";
import { measureAutomation } from "./automation";
import { measureFlexibility } from "./flexibility";
import { assumedScales, type Column, columns, type Grade, gradeOf, type Scale } from "./grades";
import { assumedThreats, measureIsolation, type Threats } from "./isolation";
import { lectureModels } from "./lectureModels";
import { assumedCustomer, measurePayAsYouGo, type PayingCustomer } from "./payAsYouGo";
import { assumedJump, type JumpAssumptions, measureScalability } from "./scalability";
import { checkModel, type ServiceModel } from "./serviceModel";

/** Everything that the sheet assumes; change what you doubt. */
export interface GradeAssumptions {
  readonly customer: PayingCustomer;
  readonly jump: JumpAssumptions;
  /** Machines that have to be cared for. */
  readonly machines: number;
  readonly threats: Threats;
  readonly scales: Readonly<Record<Column, Scale>>;
  readonly seed: number;
}

/** One cell: what was measured, and its grade. */
export interface GradeCell {
  readonly model: string;
  readonly column: Column;
  /** In the unit of the column's scale. */
  readonly value: number;
  readonly grade: Grade;
  /** The measurement in words. */
  readonly finding: string;
}

/** Assumptions to begin with. */
export function assumedGrading(seed = 1): GradeAssumptions {
  const [customer, threats, scales] = [assumedCustomer(seed), assumedThreats, assumedScales];
  return { customer, jump: assumedJump, machines: 20, threats, scales, seed };
}

/**
 * Measures and grades service models, column by column.
 *
 * @throws {@link DomainError} if a model cannot be, or an assumption is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const sheet = cloud.gradeSheet();
 * assert.equal(sheet.length, 24); // four models, six columns
 * assert.ok(sheet.every(({ grade }) => grade !== undefined));
 * ```
 */
export function gradeSheet(
  models: readonly ServiceModel[] = lectureModels,
  assumptions: GradeAssumptions = assumedGrading(),
): GradeCell[] {
  for (const model of models) checkModel(model);
  return models.flatMap((model) =>
    columns.map((column): GradeCell => {
      const { value, finding } = measure[column](model, assumptions);
      return { model: model.name, column, value, grade: gradeOf(value, assumptions.scales[column]), finding };
    }),
  );
}

interface Measured {
  readonly value: number;
  readonly finding: string;
}

/** How each column is measured. */
const measure: Readonly<Record<Column, (model: ServiceModel, assumptions: GradeAssumptions) => Measured>> = {
  payAsYouGo: (model, { customer, seed }) => {
    const value = measurePayAsYouGo(model, customer, streams(seed)("payAsYouGo"));
    return { value, finding: `${percent(value)} of the money bought what was used` };
  },
  scalability: (model, { jump }) => {
    const { lostShare, minutesUntilServed } = measureScalability(model, jump);
    const until =
      minutesUntilServed === undefined
        ? "not all served within the hour"
        : `all served after ${minutesUntilServed} min`;
    return { value: lostShare, finding: `${percent(lostShare)} lost, ${until}` };
  },
  automation: (model, { machines }) => {
    const value = measureAutomation(model, { machines }).operationsPerYear;
    return { value, finding: `${Math.round(value)} operations a year` };
  },
  flexibility: (model) => {
    const { runs, rewrites, of, share } = measureFlexibility(model);
    return { value: share, finding: `${runs} of ${of} run${rewrites === 0 ? "" : `, ${rewrites} after a rewrite`}` };
  },
  isolation: ({ boundary, ...model }, { threats }) => {
    const { byNeighbour, tenantsPerBreach } = measureIsolation({ boundary, ...model }, threats);
    const finding = `${percent(byNeighbour)} a year; a breach exposes ${tenantsPerBreach.toLocaleString("en-US")} others`;
    return { value: byNeighbour, finding };
  },
  security: (model, { threats }) => {
    const value = measureIsolation(model, threats).fromOutside;
    return { value, finding: `${percent(value)} a year, through layers not patched yet` };
  },
};

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
