/**
 * Pack anew at every decision, by what VMs are expected to use. Fewest hosts, and most migrations.
 *
 * @packageDocumentation
 */
import { requireShare } from "../../checks";
import { firstFitDecreasing, type PlacementPolicy, type Resources } from "../placement";
import type { ConsolidationStrategy } from "./strategy";

/**
 * Packs anew whenever asked.
 *
 * @param headroom - share of each host's cores to keep free for surprises, 0 to 1
 * @param policy - how to pack; first fit decreasing if not given
 * @throws DomainError if the headroom is no share
 */
export function repackAll(headroom: number, policy: PlacementPolicy = firstFitDecreasing): ConsolidationStrategy {
  requireShare({ headroom });
  return {
    name: "packed anew",
    decide: ({ reserved, expected, hosts }) =>
      policy.place(expected ?? reserved, expected === undefined ? hosts : withHeadroom(hosts, headroom)).hostOf,
  };
}

/** Hosts with a share of their cores, the first resource, taken away. */
export function withHeadroom(hosts: readonly Resources[], headroom: number): Resources[] {
  return hosts.map(([cores, ...others]) => [Math.max(1e-9, cores! * (1 - headroom)), ...others]);
}
