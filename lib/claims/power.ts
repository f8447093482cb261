/**
 * Numbers of the slides about heat, power and utilisation (C13, C14).
 *
 * @packageDocumentation
 */
import type { Statement } from "./claim";

/** The statements of this part, in the lecture's order. */
export function powerStatements(): Statement[] {
  return [];
}
