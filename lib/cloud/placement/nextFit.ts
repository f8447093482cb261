/**
 * Next fit: the host that got the last VM, or else the next on which the VM fits; never back. The simplest policy, and the
 * yardstick from below.
 *
 * @packageDocumentation
 */
import { HostState } from "./hostState";
import { OrderedHosts } from "./orderedHosts";
import { online, type Packer, type Resources } from "./placement";

/**
 * Stays on one host until a VM does not fit, then goes on; what is left behind is lost.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const placed = cloud.nextFit.place([[7], [5], [3], [5]], [[10], [10], [10]]);
 * assert.deepEqual([...placed.hostOf], [0, 1, 1, 2]);
 * ```
 */
export const nextFit = online("next fit", (hosts) => new NextFit(hosts));

class NextFit implements Packer {
  readonly #state: HostState;
  readonly #ahead: OrderedHosts;
  #current = 0;

  constructor(hosts: readonly Resources[]) {
    this.#state = new HostState(hosts);
    this.#ahead = new OrderedHosts(this.#state);
    for (let host = 0; host < hosts.length; host++) this.#ahead.insert(host, host);
  }

  get hostsUsed(): number {
    return this.#state.used;
  }

  add(vm: Resources): number {
    const host = this.#ahead.first(vm, 0);
    if (host < 0) return -1;
    while (this.#current < host) this.#ahead.remove(this.#current++);
    this.#ahead.remove(host);
    this.#state.take(vm, host);
    this.#ahead.insert(host, host);
    return host;
  }

  remove(vm: Resources, host: number): void {
    if (host >= this.#current) this.#ahead.remove(host);
    this.#state.give(vm, host);
    if (host >= this.#current) this.#ahead.insert(host, host);
  }
}
