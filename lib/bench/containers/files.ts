/**
 * File systems in layers, measured.
 *
 * @packageDocumentation
 */
import type { Comparison, Growth } from "../benchCommand";

/** The measurements of this part. */
export async function* filesBench(): AsyncGenerator<Comparison | Growth> {}
