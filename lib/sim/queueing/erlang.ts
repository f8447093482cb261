/**
 * Erlang's two formulas: how often all of `servers` are busy, when those turned away leave (B) or wait (C).
 *
 * ```text
 *  B(0) = 1,  B(c) = a B(c-1) / (c + a B(c-1))          C(c) = B(c) / (1 - (a / c) (1 - B(c)))
 * ```
 *
 * The recursion neither overflows nor cancels, so thousands of servers are no matter. Left out: servers that are not alike.
 * Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
 * exchanges" (1917); L. Kleinrock, "Queueing Systems", vol. 1 (1975), section 3.5.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { requireServers, requireStable } from "./queue";

/**
 * Share of customers that are lost where nobody waits (M/M/c/c): 0 to 1. Any load from 0.
 *
 * @param load - offered load in servers: arrivals a second times seconds of service
 * @throws {@link DomainError} if the load is below 0, or `servers` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * assert.equal(sim.erlangB(2, 2), 0.4); // (2^2/2!) / (1 + 2 + 2)
 * ```
 */
export function erlangB(load: number, servers: number): number {
  if (!(load >= 0 && load < Infinity)) throw new DomainError("load", "to be 0 or more", load);
  requireServers(servers);
  let blocked = 1;
  for (let count = 1; count <= servers; count++) blocked = (load * blocked) / (count + load * blocked);
  return blocked;
}

/**
 * Share of customers that have to wait where all do (M/M/c): 0 to 1.
 *
 * @throws {@link DomainError} as {@link erlangB}, and if the load is not below the number of servers
 */
export function erlangC(load: number, servers: number): number {
  const blocked = erlangB(load, servers);
  requireStable({ load, servers });
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/**
 * The fewest servers with which at most `waitingShare` of the customers wait. For large loads about `load` plus a multiple of
 * its square root: the law of square-root staffing.
 *
 * @throws {@link DomainError} if the load is below 0, or the share is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const spare = [1, 100, 10_000].map((load) => sim.serversFor(load, 0.2) - load);
 * assert.deepEqual(spare, [2, 11, 107]); // a hundred times the load, ten times the spare servers
 * ```
 */
export function serversFor(load: number, waitingShare: number): number {
  if (!(load >= 0 && load < Infinity)) throw new DomainError("load", "to be 0 or more", load);
  if (!(waitingShare > 0)) throw new DomainError("waitingShare", "to be above 0", waitingShare);
  let blocked = 1;
  for (let servers = 1; ; servers++) {
    blocked = (load * blocked) / (servers + load * blocked);
    if (load < servers && blocked / (1 - (load / servers) * (1 - blocked)) <= waitingShare) return servers;
  }
}
