/**
 * The ledger: every number that the lecture states, part by part.
 *
 * @packageDocumentation
 */
import { type Claim, judge } from "./claim";
import { containerStatements } from "./containers";
import { costStatements } from "./cost";
import { elasticityStatements } from "./elasticity";
import { hostStatements } from "./hosts";
import { machineStatements } from "./machine";
import { memoryStatements } from "./memory";
import { powerStatements } from "./power";
import { serviceStatements } from "./services";

/**
 * Computes the whole ledger, in the lecture's order.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { claims } from "strata";
 *
 * const year = claims.ledger().find(({ id }) => id === "C11/year-of-c5.18xlarge");
 * assert.equal(year?.holds, true);
 * ```
 */
export function ledger(): Claim[] {
  return [
    ...costStatements(),
    ...serviceStatements(),
    ...elasticityStatements(),
    ...powerStatements(),
    ...machineStatements(),
    ...memoryStatements(),
    ...containerStatements(),
    ...hostStatements(),
  ].map(judge);
}
