/**
 * The clouds, measured: the event engine beside its peers, and how each model grows with what it simulates.
 *
 * @packageDocumentation
 */
import type { Bench } from "./benchCommand";
import { consolidationBench } from "./cloud/consolidation";
import { demandBench } from "./cloud/demand";
import { engineBench } from "./cloud/engine";

/** Engine, demand and consolidation. */
export const cloudBench: Bench = async function* () {
  yield* engineBench();
  yield* demandBench();
  yield* consolidationBench();
};
