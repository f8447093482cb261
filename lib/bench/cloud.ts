/**
 * The clouds, measured: the event engine beside its peers, and how each model grows with what it simulates.
 *
 * @packageDocumentation
 */
import type { Bench } from "./benchCommand";

/** Engine, demand and consolidation. */
export const cloudBench: Bench = async function* () {
  yield* [];
};
