/**
 * Which model fits a server? The exponent of Fan's formula by least squares, and the error of each model over a load test.
 *
 * @packageDocumentation
 */
import type { LoadCurve } from "../../datasets";
import { fanPower } from "./fan";
import { linearPower } from "./linear";
import { measuredPower } from "./measuredCurve";
import type { PowerModel } from "./power";

/** How well models fit one server; errors are means of |model - measured| / measured over the points of the test. */
export interface FitRow {
  /** Server and processor. */
  readonly system: string;
  /** The exponent that fits best. */
  readonly r: number;
  /** Error of the straight line, a share. */
  readonly linearError: number;
  /** Error of Fan's formula with r = 1.4, a share. */
  readonly fan14Error: number;
  /** Error of Fan's formula with the best exponent, a share. */
  readonly fittedError: number;
}

/**
 * The exponent of {@link fanPower} with the least sum of squared errors in W over a load test, from 0.3 to 2, to 0.0001.
 *
 * @param watts - power in W at evenly spaced utilizations from 0 to 1; at least three points
 * @throws DomainError if a power is not above 0, or less at full load than at none
 */
export function fitFanExponent(watts: readonly number[]): number {
  const squares = (r: number) => {
    const model = fanPower({ ...ends(watts), r });
    return watts.reduce((sum, measured, at) => sum + (model.wattsAt(at / (watts.length - 1)) - measured) ** 2, 0);
  };
  let [low, high] = [0.3, 2];
  while (high - low > 1e-4) {
    const [one, other] = [low + (high - low) / 3, high - (high - low) / 3];
    if (squares(one) < squares(other)) high = other;
    else low = one;
  }
  return (low + high) / 2;
}

/**
 * Mean of |model - measured| / measured over the points of a load test, a share.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.powerError(cloud.linearPower(100, 200), [100, 160, 200]), 10 / 160 / 3);
 * ```
 */
export function powerError(model: PowerModel, watts: readonly number[]): number {
  const errors = watts.map((measured, at) => Math.abs(model.wattsAt(at / (watts.length - 1)) / measured - 1));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/**
 * Fits every server of a table; one row a server.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const rows = cloud.fitPowerModels(datasets.loadCurves());
 * assert.ok(rows.some(({ linearError, fan14Error }) => linearError < fan14Error));
 * ```
 */
export function fitPowerModels(curves: readonly LoadCurve[]): FitRow[] {
  return curves.map(({ system, watts }) => {
    measuredPower(watts); // refuses what is no load test
    const r = fitFanExponent(watts);
    const { idleWatts, peakWatts } = ends(watts);
    return {
      system,
      r,
      linearError: powerError(linearPower(idleWatts, peakWatts), watts),
      fan14Error: powerError(fanPower({ idleWatts, peakWatts, r: 1.4 }), watts),
      fittedError: powerError(fanPower({ idleWatts, peakWatts, r }), watts),
    };
  });
}

function ends(watts: readonly number[]): { idleWatts: number; peakWatts: number } {
  return { idleWatts: watts[0]!, peakWatts: watts[watts.length - 1]! };
}
