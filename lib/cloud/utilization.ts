/**
 * How busy servers and VMs are: statistics of readings, from bins and from published distributions.
 *
 * ```text
 *  samples |#
 *          |##                      most readings are low,
 *          |####                    a few are high:
 *          |##########__ __ _  _    the mean is above the median
 *          +------------------- utilization in %
 *           Q1 median  Q3
 * ```
 *
 * @see L. A. Barroso, U. Hölzle, "The datacenter as a computer", on 5,000 servers between 10% and 50%
 *
 * @packageDocumentation
 */

import type { PlanetLabDay, UtilizationBin } from "../datasets";
import { DomainError } from "../errors";

/** Statistics of readings. All but the count are in %. */
export interface UtilizationStatistics {
  /** Number of readings. */
  readonly readings: number;
  readonly meanPct: number;
  /** Standard deviation. */
  readonly sdPct: number;
  /** Lower quartile. */
  readonly q1Pct: number;
  readonly medianPct: number;
  /** Upper quartile. */
  readonly q3Pct: number;
}

/**
 * Statistics of readings in bins. A quartile is the first value that so large a share of the readings does not exceed.
 *
 * @param bins - whole percents in rising order, with the number of readings of each
 * @throws {@link DomainError} if there is no reading, or if a value is not from 0 to 100
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const all = cloud.utilizationStatistics(datasets.planetLabHistogram());
 * assert.equal(all.meanPct.toFixed(2), "11.10");
 * assert.equal(all.medianPct, 5);
 * ```
 */
export function utilizationStatistics(
  bins: readonly Pick<UtilizationBin, "cpuPct" | "samples">[],
): UtilizationStatistics {
  const readings = bins.reduce((sum, { samples }) => sum + samples, 0);
  if (!(readings > 0)) throw new DomainError("bins", "to hold a reading", readings);
  for (const { cpuPct } of bins) {
    if (!(cpuPct >= 0 && cpuPct <= 100)) throw new DomainError("cpuPct", "to be from 0 to 100", cpuPct);
  }
  const meanPct = bins.reduce((sum, { cpuPct, samples }) => sum + cpuPct * samples, 0) / readings;
  const squares = bins.reduce((sum, { cpuPct, samples }) => sum + (cpuPct - meanPct) ** 2 * samples, 0);
  const quartile = (share: number) => {
    let seen = 0;
    return bins.find(({ samples }) => (seen += samples) >= share * readings)!.cpuPct;
  };
  const [q1Pct, medianPct, q3Pct] = [quartile(0.25), quartile(0.5), quartile(0.75)];
  return { readings, meanPct, sdPct: Math.sqrt(squares / readings), q1Pct, medianPct, q3Pct };
}

/**
 * Counts readings by whole percent, 0 to 100: one bin each.
 *
 * @param utilizations - shares from 0 to 1
 * @throws {@link DomainError} if one is not
 */
export function binUtilizations(utilizations: Iterable<number>): { cpuPct: number; samples: number }[] {
  const bins = Array.from({ length: 101 }, (_, cpuPct) => ({ cpuPct, samples: 0 }));
  for (const one of utilizations) {
    if (!(one >= 0 && one <= 1)) throw new DomainError("utilization", "to be a share from 0 to 1", one);
    bins[Math.floor(one * 100 + 1e-9)]!.samples++;
  }
  return bins;
}

/**
 * Mean over days with different numbers of VMs, in %.
 *
 * @throws {@link DomainError} if there is no VM
 */
export function pooledMeanPct(days: readonly Pick<PlanetLabDay, "vms" | "meanPct">[]): number {
  const vms = days.reduce((sum, day) => sum + day.vms, 0);
  if (!(vms > 0)) throw new DomainError("days", "to hold a VM", vms);
  return days.reduce((sum, day) => sum + day.vms * day.meanPct, 0) / vms;
}

/**
 * The share of values that are at most `value`, in a distribution given by points; straight lines between them.
 *
 * @param points - rising in both, shares from 0 to 1; below the first point nothing is known
 * @throws {@link DomainError} if the value is outside the points
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const lives = [{ value: 1, share: 0.4 }, { value: 24, share: 0.9 }];
 * assert.equal(cloud.shareAtMost(lives, 24), 0.9);
 * assert.equal(cloud.shareAtMost(lives, 12.5), 0.65);
 * ```
 */
export function shareAtMost(
  points: readonly { readonly value: number; readonly share: number }[],
  value: number,
): number {
  const after = points.findIndex((point) => point.value >= value);
  const [one, other] = [points[Math.max(0, after - 1)], points[after]];
  if (one === undefined || other === undefined || value < one.value) {
    const range = `to be from ${points[0]?.value} to ${points[points.length - 1]?.value}`;
    throw new DomainError("value", range, value);
  }
  if (other.value === one.value) return other.share;
  return one.share + ((value - one.value) / (other.value - one.value)) * (other.share - one.share);
}
