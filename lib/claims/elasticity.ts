/**
 * Numbers of the slides about speed, scale and trying it out (C5, C6, C8, C10).
 *
 * @packageDocumentation
 */
import type { Statement } from "./claim";

/** The statements of this part, in the lecture's order. */
export function elasticityStatements(): Statement[] {
  return [];
}
