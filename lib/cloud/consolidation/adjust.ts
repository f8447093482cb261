/**
 * Move only what must move: first from hosts that would be overloaded, then everything from hosts that others can take over.
 *
 * ```text
 *  too full  [#####]  ->  largest VMs go to the fullest host that fits, until the rest fits
 *  nearly empty  [#...]  ->  all its VMs go, or none
 * ```
 *
 * @see A. Beloglazov, R. Buyya, "Optimal online deterministic algorithms and adaptive heuristics for energy and performance efficient
 * dynamic consolidation of virtual machines" (2012), for the split into overloaded and underloaded hosts
 *
 * @packageDocumentation
 */
import { requireShare } from "../../checks";
import { firstFitDecreasing, type PlacementPolicy, type Resources } from "../placement";
import { withHeadroom } from "./repack";
import type { ConsolidationState, ConsolidationStrategy } from "./strategy";

/**
 * Adjusts the placement whenever asked; packs by reservation first.
 *
 * @param headroom - share of each host's cores to keep free for surprises, 0 to 1
 * @param policy - how to pack at first; first fit decreasing if not given
 * @throws DomainError if the headroom is no share
 */
export function adjust(headroom: number, policy: PlacementPolicy = firstFitDecreasing): ConsolidationStrategy {
  requireShare({ headroom });
  return {
    name: "adjusted",
    decide: ({ hostOf, reserved, expected, hosts }) => {
      if (hostOf === undefined || expected === undefined) return hostOf ?? policy.place(reserved, hosts).hostOf;
      const plan = new Plan({ hostOf, reserved, expected, hosts: withHeadroom(hosts, headroom) });
      plan.relieve();
      plan.empty();
      return plan.hostOf;
    },
  };
}

/** A placement that is being changed. */
class Plan {
  readonly hostOf: Int32Array;
  readonly #demands: readonly Resources[];
  readonly #hosts: readonly Resources[];
  readonly #vmsOn: Set<number>[];
  readonly #load: number[][];

  constructor({ hostOf, expected, reserved, hosts }: ConsolidationState) {
    this.hostOf = hostOf!.slice();
    this.#demands = expected ?? reserved;
    this.#hosts = hosts;
    this.#vmsOn = hosts.map(() => new Set());
    this.#load = hosts.map((host) => host.map(() => 0));
    for (const [vm, host] of this.hostOf.entries()) if (host >= 0) this.#put(vm, host);
  }

  /** Takes the largest VMs from hosts that would be overloaded. */
  relieve(): void {
    for (const [host, vms] of this.#vmsOn.entries()) {
      const byCores = [...vms].sort((one, other) => this.#demands[other]![0]! - this.#demands[one]![0]! || one - other);
      for (const vm of byCores) {
        if (this.#isWithin(host)) break;
        const to = this.#fullestFor(vm, host) ?? this.#off(vm);
        if (to !== undefined) this.#move(vm, to);
      }
    }
  }

  /** Empties hosts, the least loaded first, where all VMs fit elsewhere. */
  empty(): void {
    const on = [...this.#vmsOn.keys()].filter((host) => this.#vmsOn[host]!.size > 0);
    for (const host of on.sort((one, other) => this.#load[one]![0]! - this.#load[other]![0]!)) {
      const moved: number[] = [];
      const vms = [...this.#vmsOn[host]!].sort(
        (one, other) => this.#demands[other]![0]! - this.#demands[one]![0]! || one - other,
      );
      for (const vm of vms) {
        const to = this.#fullestFor(vm, host);
        if (to === undefined) break;
        this.#move(vm, to);
        moved.push(vm);
      }
      if (moved.length < vms.length) for (const vm of moved) this.#move(vm, host);
    }
  }

  #fullestFor(vm: number, except: number): number | undefined {
    let best: number | undefined;
    for (const [host, vms] of this.#vmsOn.entries()) {
      if (host === except || vms.size === 0 || !this.#fits(vm, host)) continue;
      if (best === undefined || this.#load[host]![0]! > this.#load[best]![0]!) best = host;
    }
    return best;
  }

  #off(vm: number): number | undefined {
    const found = this.#vmsOn.findIndex((vms, host) => vms.size === 0 && this.#fits(vm, host));
    return found < 0 ? undefined : found;
  }

  #fits(vm: number, host: number): boolean {
    return this.#demands[vm]!.every(
      (amount, r) => this.#load[host]![r]! + amount <= this.#hosts[host]![r]! * (1 + 1e-9),
    );
  }

  #isWithin(host: number): boolean {
    return this.#load[host]!.every((amount, r) => amount <= this.#hosts[host]![r]! * (1 + 1e-9));
  }

  #move(vm: number, to: number): void {
    const from = this.hostOf[vm]!;
    this.#vmsOn[from]!.delete(vm);
    for (const [r, amount] of this.#demands[vm]!.entries()) this.#load[from]![r]! -= amount;
    this.#put(vm, to);
  }

  #put(vm: number, host: number): void {
    this.hostOf[vm] = host;
    this.#vmsOn[host]!.add(vm);
    for (const [r, amount] of this.#demands[vm]!.entries()) this.#load[host]![r]! += amount;
  }
}
