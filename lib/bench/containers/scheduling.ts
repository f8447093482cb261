/**
 * The scheduler, measured.
 *
 * @packageDocumentation
 */
import type { Comparison, Growth } from "../benchCommand";

/** The measurements of this part. */
export async function* schedulingBench(): AsyncGenerator<Comparison | Growth> {}
