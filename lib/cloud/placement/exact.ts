/**
 * The fewest hosts, by branch and bound: every VM in turn, largest first, on every host that is worth trying. For small cases, to
 * measure how far the other policies are from the best that is possible.
 *
 * ```text
 *                        VM 0 on host 0
 *             VM 1 on host 0        VM 1 on host 1
 *        VM 2 ...                VM 2 ...              cut: as many hosts as the best so far,
 *                                                           or more needed for what is left
 * ```
 *
 * Two hosts with the same room are the same to a VM: one of them is tried.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { bestFitDecreasing, bySize, firstFitDecreasing } from "./decreasing";
import { HostState } from "./hostState";
import type { Placement, PlacementPolicy, Resources } from "./placement";

/** A placement, and whether it is known to be the best. */
export interface ExactPlacement extends Placement {
  /** Whether no placement refuses fewer VMs, or as few on fewer hosts. False if the search was cut short. */
  readonly proven: boolean;
  /** Steps of the search. */
  readonly steps: number;
}

/** {@link exact} as a policy. */
export interface ExactPolicy extends PlacementPolicy {
  place(vms: readonly Resources[], hosts: readonly Resources[]): ExactPlacement;
}

/**
 * The best placement: fewest VMs refused, then fewest hosts used.
 *
 * @param limit - steps after which the best placement so far is given, with `proven` false; 1,000,000 if not given
 * @throws {@link DomainError} if `limit` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const vms = [[4], [4], [3], [3], [3], [3]];
 * const hosts = [[10], [10], [10]];
 * assert.equal(cloud.firstFitDecreasing.place(vms, hosts).hostsUsed, 3);
 * assert.deepEqual(cloud.exact().place(vms, hosts).hostsUsed, 2);
 * ```
 */
export function exact(limit = 1_000_000): ExactPolicy {
  if (!Number.isInteger(limit) || limit < 1) throw new DomainError("limit", "to be a whole number above 0", limit);
  return { name: "exact", place: (vms, hosts) => new Search(vms, hosts, limit).run() };
}

class Search {
  readonly #vms: readonly Resources[];
  readonly #order: readonly number[];
  readonly #state: HostState;
  readonly #limit: number;
  /** What the VMs from each position of the order on demand together, one number a resource. */
  readonly #toCome: readonly (readonly number[])[];
  readonly #hostOf: Int32Array;
  #best: Placement;
  #refused = 0;
  #steps = 0;

  constructor(vms: readonly Resources[], hosts: readonly Resources[], limit: number) {
    const heuristics = [firstFitDecreasing.place(vms, hosts), bestFitDecreasing.place(vms, hosts)] as const;
    this.#vms = vms;
    this.#limit = limit;
    this.#order = [...bySize(vms, hosts)];
    this.#state = new HostState(hosts);
    this.#hostOf = new Int32Array(vms.length).fill(-1);
    this.#best = heuristics[0];
    if (this.#cost(heuristics[1]) < this.#cost(heuristics[0])) this.#best = heuristics[1];
    const sums = [new Array<number>(this.#state.resources).fill(0)];
    for (const at of [...this.#order].reverse()) sums.unshift(sums[0]!.map((sum, r) => sum + vms[at]![r]!));
    this.#toCome = sums;
  }

  run(): ExactPlacement {
    this.#branch(0);
    return { ...this.#best, proven: this.#steps < this.#limit, steps: this.#steps };
  }

  /** One VM refused is worse than any number of hosts. */
  #cost({ refused, hostsUsed }: { readonly refused: number; readonly hostsUsed: number }): number {
    return refused * (this.#state.count + 1) + hostsUsed;
  }

  #costHere(): number {
    return this.#cost({ refused: this.#refused, hostsUsed: this.#state.used });
  }

  #branch(position: number): void {
    if (this.#steps >= this.#limit) return;
    this.#steps++;
    if (this.#costHere() + this.#moreHosts(position) >= this.#cost(this.#best)) return;
    const at = this.#order[position];
    if (at === undefined) {
      this.#best = { hostOf: this.#hostOf.slice(), hostsUsed: this.#state.used, refused: this.#refused };
      return;
    }
    const vm = this.#vms[at]!;
    const { left, resources } = this.#state;
    for (const host of this.#worthTrying(vm)) {
      const before = left.slice(host * resources, (host + 1) * resources);
      this.#state.take(vm, host);
      this.#hostOf[at] = host;
      this.#branch(position + 1);
      this.#state.give(vm, host);
      left.set(before, host * resources); // exactly as it was: fractions would drift
    }
    this.#hostOf[at] = -1;
    this.#refused++;
    this.#branch(position + 1);
    this.#refused--;
  }

  /** Hosts on which the VM fits, no two alike; fullest first, so that good placements are found early. */
  #worthTrying(vm: Resources): number[] {
    const seen = new Set<string>();
    const { left, resources, vms, count } = this.#state;
    const hosts = [];
    for (let host = 0; host < count; host++) {
      if (!this.#state.fits(vm, host)) continue;
      const kind = `${vms[host]! > 0} ${left.subarray(host * resources, (host + 1) * resources).join(" ")}`;
      if (!seen.has(kind)) hosts.push(host);
      seen.add(kind);
    }
    const isOff = (host: number) => Number(vms[host] === 0);
    return hosts.sort((one, other) => isOff(one) - isOff(other) || this.#state.room(one) - this.#state.room(other));
  }

  /** Hosts that must still be switched on, even if VMs could be cut; a refusal costs more than all of them. */
  #moreHosts(position: number): number {
    const { left, vms, count, resources, largest } = this.#state;
    let most = 0;
    for (let r = 0; r < resources; r++) {
      let room = 0;
      for (let host = 0; host < count; host++) if (vms[host]! > 0) room += left[host * resources + r]!;
      most = Math.max(most, Math.ceil((this.#toCome[position]![r]! - room) / largest[r]! - 1e-7));
    }
    return Math.min(most, count + 1);
  }
}
