/**
 * Numbers of the slides about what a cloud costs and how large it is (C1, C2, C4, C11, C12).
 *
 * @packageDocumentation
 */
import type { Statement } from "./claim";

/** The statements of this part, in the lecture's order. */
export function costStatements(): Statement[] {
  return [];
}
