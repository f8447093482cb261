/**
 * Readings of CPU use that look like those of real VMs, from a seed: each VM has a level of its own, a slow drift, and noise.
 *
 * ```text
 *  z = level of the VM + drift + noise (+ a rhythm of the day that all share)      a standard normal number
 *  u = share of normal numbers below z
 *  utilization = what a share u of the real readings does not exceed               so the histogram comes out again
 * ```
 *
 * The shares of the parts are fitted to PlanetLab's traces of 2011, which say: two thirds of the variance are between VMs (0.55 to 0.75 on
 * ten days), and of what varies within a VM, readings five minutes apart share 0.12 (0.07 to 0.20), as do readings an hour apart. Measured
 * from github.com/beloglazov/planetlab-workload-traces at 344ffdbf; the traces themselves are not here, as they name no licence.
 *
 * Left out: bursts that several VMs have together, days of the week, the lives of VMs.
 *
 * @packageDocumentation
 */

import { requireShare } from "../checks";
import type { UtilizationBin } from "../datasets";
import { DomainError } from "../errors";
import { normal, type Random } from "../sim";

/** What traces are made of. */
export interface TraceOptions {
  /** Number of VMs. */
  readonly vms: number;
  /** Readings of each. */
  readonly steps: number;
  /** The readings to imitate: whole percents and their frequency. */
  readonly bins: readonly Pick<UtilizationBin, "cpuPct" | "samples">[];
  readonly random: Random;
  /** Share of the variance of z between VMs; {@link fittedVmShare} if not given. */
  readonly vmShare?: number;
  /** Share of the variance of z in the drift; {@link fittedDriftShare} if not given. */
  readonly driftShare?: number;
  /** Share of the variance of z in a rhythm of 288 readings that all VMs share, with its peak in the middle; 0 if not given. */
  readonly dayShare?: number;
}

/** Fitted to PlanetLab, so that two thirds of the variance of the readings are between VMs. */
export const fittedVmShare = 0.7;
/** Fitted to PlanetLab, so that neighbouring readings share an eighth of what varies within a VM. */
export const fittedDriftShare = 0.08;
const driftMemory = 0.99;

/**
 * Makes traces: one row a VM, one utilization a reading, 0 to 1 in steps of 0.01.
 *
 * @throws {@link DomainError} if a number or share is out of range, or if the parts make more than the whole
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, sim } from "strata";
 *
 * const traces = cloud.utilizationTraces({ vms: 500, steps: 288, bins: datasets.planetLabHistogram(), random: sim.seeded(1) });
 * const { meanPct } = cloud.utilizationStatistics(cloud.binUtilizations(traces.flatMap((trace) => [...trace])));
 * assert.ok(Math.abs(meanPct - 11.1) < 1.5);
 * ```
 */
export function utilizationTraces(options: TraceOptions): Float64Array[] {
  const { vms, steps, random, vmShare = fittedVmShare, driftShare = fittedDriftShare, dayShare = 0 } = options;
  for (const [name, count] of Object.entries({ vms, steps })) {
    if (!Number.isInteger(count) || count < 1) throw new DomainError(name, "to be a whole number above 0", count);
  }
  requireShare({ vmShare, driftShare, dayShare, "vmShare + driftShare + dayShare": vmShare + driftShare + dayShare });
  const valueAt = inverseOf(options.bins);
  const noise = Math.sqrt(1 - vmShare - driftShare - dayShare);
  return Array.from({ length: vms }, () => {
    const level = Math.sqrt(vmShare) * normal(random, 0, 1);
    let drift = normal(random, 0, 1);
    return Float64Array.from({ length: steps }, (_, step) => {
      drift = driftMemory * drift + Math.sqrt(1 - driftMemory ** 2) * normal(random, 0, 1);
      const day = -Math.sqrt(2 * dayShare) * Math.cos((2 * Math.PI * step) / 288);
      return valueAt(shareBelow(level + Math.sqrt(driftShare) * drift + day + noise * normal(random, 0, 1)));
    });
  });
}

/** From a share of readings to the value that it does not exceed. */
function inverseOf(bins: TraceOptions["bins"]): (share: number) => number {
  const total = bins.reduce((sum, { samples }) => sum + samples, 0);
  if (!(total > 0)) throw new DomainError("bins", "to hold a reading", total);
  let seen = 0;
  const upTo = bins.map(({ samples }) => (seen += samples) / total);
  return (share) => {
    const at = upTo.findIndex((one) => one >= share);
    return bins[at < 0 ? bins.length - 1 : at]!.cpuPct / 100;
  };
}

/**
 * The share of standard normal numbers below z, to 0.0000001.
 *
 * @see M. Abramowitz, I. A. Stegun, "Handbook of mathematical functions", formula 26.2.17
 */
function shareBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? 1 - above : above;
}
