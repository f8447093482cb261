/** One of every figure of this part. */
import type * as figures from "../../../../lib/figures";

export function filesGallery(): Readonly<Record<string, figures.Figure>> {
  return {};
}
