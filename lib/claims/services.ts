/**
 * Numbers of the slides about service models and service catalogues (C3, C7, C9).
 *
 * @packageDocumentation
 */
import type { Statement } from "./claim";

/** The statements of this part, in the lecture's order. */
export function serviceStatements(): Statement[] {
  return [];
}
