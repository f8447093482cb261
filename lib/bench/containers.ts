/**
 * Containers, measured: files in layers, the scheduler, images.
 *
 * @packageDocumentation
 */
import type { Bench } from "./benchCommand";
import { filesBench } from "./containers/files";
import { imagesBench } from "./containers/images";
import { schedulingBench } from "./containers/scheduling";

/** Files, scheduling and images. */
export const containersBench: Bench = async function* () {
  yield* filesBench();
  yield* schedulingBench();
  yield* imagesBench();
};
