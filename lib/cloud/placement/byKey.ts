/**
 * A policy is an order of preference. Each says with a key how much it likes a host; the VM goes to the host of least key that
 * can take it.
 *
 * ```text
 *  first fit   the host's index
 *  best fit    the room that is left     off: after all that are on, by index
 *  worst fit   minus that room           off: after all that are on, by index
 * ```
 *
 * @packageDocumentation
 */
import { HostState } from "./hostState";
import { OrderedHosts } from "./orderedHosts";
import type { Packer, Resources } from "./placement";

/** The key of a host; renewed whenever a VM comes or goes. */
export type KeyOf = (host: number, state: HostState) => number;

/** The least key that a host which can take this VM could have; spares the search everything below. */
export type LeastKey = (vm: Resources, state: HostState) => number;

/** Packs by a key. */
export class ByKey implements Packer {
  readonly #state: HostState;
  readonly #order: OrderedHosts;

  constructor(
    hosts: readonly Resources[],
    readonly keyOf: KeyOf,
    readonly leastKey: LeastKey,
  ) {
    this.#state = new HostState(hosts);
    this.#order = new OrderedHosts(this.#state);
    for (let host = 0; host < hosts.length; host++) this.#order.insert(host, keyOf(host, this.#state));
  }

  get hostsUsed(): number {
    return this.#state.used;
  }

  add(vm: Resources): number {
    const host = this.#order.first(vm, this.leastKey(vm, this.#state));
    if (host < 0) return -1;
    this.#order.remove(host);
    this.#state.take(vm, host);
    this.#order.insert(host, this.keyOf(host, this.#state));
    return host;
  }

  remove(vm: Resources, host: number): void {
    this.#order.remove(host);
    this.#state.give(vm, host);
    this.#order.insert(host, this.keyOf(host, this.#state));
  }
}

/** Before any host that is off comes every host that is on; room is never above the number of resources. */
export function offLast(host: number, state: HostState, key: number): number {
  return state.vms[host]! > 0 ? key : state.resources + 1 + host;
}
