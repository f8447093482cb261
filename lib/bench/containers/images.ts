/**
 * Images and layers, measured.
 *
 * @packageDocumentation
 */
import type { Comparison, Growth } from "../benchCommand";

/** The measurements of this part. */
export async function* imagesBench(): AsyncGenerator<Comparison | Growth> {}
