/**
 * Times and what is told of them.
 *
 * @packageDocumentation
 */

import type { Comparison } from "./benchCommand";

/** How long `work` takes, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** A comparison of times: less is better. `reason` is told where there is no peer. */
export function compare(
  name: string,
  unit: string,
  ours: number,
  peer: number | null,
  peerName: string | null,
  reason?: string,
): Comparison {
  if (peer === null)
    return { name, unit, ours, peer: null, peerName: null, ratio: null, ...(reason !== undefined && { reason }) };
  return { name, unit, ours, peer, peerName, ratio: peer / ours };
}
