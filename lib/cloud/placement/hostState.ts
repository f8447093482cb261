/**
 * What is left on each host, in one typed array, so that a hundred thousand hosts fit into the processor's cache.
 *
 * ```text
 * left   | host 0: cores, GiB | host 1: cores, GiB | ...
 * vms    | 3                  | 0 (off)            | ...
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { checkCapacities, type Resources } from "./placement";

/**
 * How much a host may be overfilled, as a share of its capacity: 0.1 + 0.2 is a little more than 0.3, and ten VMs of 0.1 fill a
 * host of 1.
 */
const roundingShare = 1e-9;

/** Hosts, and what is left on them. */
export class HostState {
  /** Number of hosts. */
  readonly count: number;
  /** Number of resources. */
  readonly resources: number;
  /** What is left: `resources` numbers a host. */
  readonly left: Float64Array;
  /** VMs on each host; a host without any is off. */
  readonly vms: Int32Array;
  /** The largest capacity of each resource: the measure of what "large" means. */
  readonly largest: readonly number[];
  /** Hosts that have at least one VM. */
  used = 0;
  readonly #capacity: Float64Array;

  constructor(hosts: readonly Resources[]) {
    checkCapacities(hosts);
    this.count = hosts.length;
    this.resources = hosts[0]?.length ?? 1;
    this.#capacity = new Float64Array(this.count * this.resources);
    hosts.forEach((host, at) =>
      this.#capacity.set(
        host.map((amount) => amount * (1 + roundingShare)),
        at * this.resources,
      ),
    );
    this.left = this.#capacity.slice();
    this.vms = new Int32Array(this.count);
    this.largest = Array.from({ length: this.resources }, (_, r) =>
      hosts.reduce((top, host) => Math.max(top, host[r]!), 0),
    );
  }

  /** Whether a VM fits on a host. */
  fits(vm: Resources, host: number): boolean {
    const at = host * this.resources;
    for (let r = 0; r < this.resources; r++) if (vm[r]! > this.left[at + r]!) return false;
    return true;
  }

  /** Puts a VM on a host. */
  take(vm: Resources, host: number): void {
    const at = host * this.resources;
    for (let r = 0; r < this.resources; r++) this.left[at + r]! -= vm[r]!;
    if (this.vms[host]!++ === 0) this.used++;
  }

  /**
   * Takes a VM away from a host.
   *
   * @throws {@link DomainError} if no VM is there
   */
  give(vm: Resources, host: number): void {
    if (!(this.vms[host]! > 0)) throw new DomainError("host", "to have a VM to remove", host);
    const at = host * this.resources;
    for (let r = 0; r < this.resources; r++) this.left[at + r]! += vm[r]!;
    if (--this.vms[host]! > 0) return;
    this.used--;
    // Sums of fractions drift; an empty host is exactly empty.
    this.left.set(this.#capacity.subarray(at, at + this.resources), at);
  }

  /** How much is left on a host over all resources, each as a share of the largest capacity. */
  room(host: number): number {
    let sum = 0;
    for (let r = 0; r < this.resources; r++) sum += this.left[host * this.resources + r]! / this.largest[r]!;
    return sum;
  }
}
