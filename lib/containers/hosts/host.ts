/**
 * A computer that runs applications in every way, until its memory is full.
 *
 * ```text
 *              plan                      memory: pieces, each once            panic(kernel)
 *   Way ──────────────────▶ Host ──▶     ├ text of nginx  (all containers)    ──▶ all whose kernels
 *   process, container,      │           ├ data of nginx 1                        include it
 *   VM, micro VM,            │           └ memory of VM 7
 *   container in VM          └──▶ steps, to be timed (startAtOnce)
 * ```
 *
 * Left out: swapping and page sharing between VMs (notebook 12 has them), and memory that applications ask for after their start.
 *
 * @packageDocumentation
 */
import { sumBy } from "lodash";
import { requirePositive } from "../../checks";
import { DomainError } from "../../errors";
import { type Application, requireApplication, type System } from "./application";
import type { HostCosts } from "./costs";
import type { HostView, Piece, Placement, Refusal, RunningKernel, Step, Way, WayName } from "./ways";

/** What a host is made of. */
export interface HostOptions {
  readonly cores: number;
  readonly memoryMib: number;
  readonly costs: HostCosts;
  /** `linux` and "6.1" if not given. */
  readonly kernel?: { readonly system: System; readonly release: string };
  /** Whether it can run VMs; it can if not said. */
  readonly hypervisor?: boolean;
  /** 500 if not given. */
  readonly diskMibPerSecond?: number;
  /** 120 if not given: about 1 Gbit/s. */
  readonly networkMibPerSecond?: number;
  /** How many containers a VM is divided into; 10 if not given. */
  readonly containersPerVm?: number;
  /** Whether a VM's disk is a copy, or shares what it does not write; copied if not said. */
  readonly disks?: "copied" | "copy on write";
}

/** An application that runs. */
export interface Instance extends Placement {
  /** Unique on its host. */
  readonly name: string;
  readonly application: Application;
  readonly way: WayName;
  /** What it uses in memory, with others or alone. */
  readonly memory: readonly Piece[];
}

/** What starting gives. */
export type Started =
  | { readonly type: "started"; readonly instance: Instance; readonly steps: readonly Step[] }
  | { readonly type: "outOfMemory"; readonly neededMib: number; readonly freeMib: number }
  | Refusal;

/**
 * A host and all that runs on it.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const costs = containers.publishedCosts(datasets.startupOverhead());
 * const host = new containers.Host({ cores: 2, memoryMib: 1024, costs });
 * const web = { name: "web", system: "linux", layers: [{ digest: "a", bytes: 1e6 }], textMib: 20, dataMib: 30 } as const;
 * const used = [1, 2].map(() => {
 *   host.start(containers.containerWay, web);
 *   return host.usedMib;
 * });
 * assert.deepEqual(used, [60, 100]); // the second brings data and an engine's process, but shares the text
 * ```
 */
export class Host implements HostView {
  readonly cores: number;
  readonly memoryMib: number;
  readonly costs: HostCosts;
  readonly kernel: RunningKernel;
  readonly hypervisor: boolean;
  readonly diskMibPerSecond: number;
  readonly networkMibPerSecond: number;
  readonly containersPerVm: number;
  readonly disks: "copied" | "copy on write";
  #started = 0;
  readonly #memory = new Map<string, { readonly piece: Piece; users: number }>();
  readonly #disk = new Map<string, Piece>();
  readonly #instances = new Set<Instance>();
  readonly #read = new Set<string>();
  #usedMib = 0;
  /** The VM that was divided last, and how many containers it has. */
  #divided: { readonly placement: Placement; containers: number } | undefined;

  /** @throws {@link DomainError} if a number is not above 0 */
  constructor(options: HostOptions) {
    const {
      cores,
      memoryMib,
      costs,
      diskMibPerSecond = 500,
      networkMibPerSecond = 120,
      containersPerVm = 10,
    } = options;
    requirePositive({ cores, memoryMib, diskMibPerSecond, networkMibPerSecond, containersPerVm });
    if (!Number.isInteger(cores)) throw new DomainError("cores", "to be a whole number", cores);
    this.cores = cores;
    this.memoryMib = memoryMib;
    this.costs = costs;
    this.kernel = { name: "host's kernel", system: "linux", release: "6.1", ...options.kernel };
    this.hypervisor = options.hypervisor ?? true;
    this.diskMibPerSecond = diskMibPerSecond;
    this.networkMibPerSecond = networkMibPerSecond;
    this.containersPerVm = containersPerVm;
    this.disks = options.disks ?? "copied";
  }

  get started(): number {
    return this.#started;
  }

  /** All that runs, in the order of starting. */
  get instances(): readonly Instance[] {
    return [...this.#instances];
  }

  /** What lies in memory. */
  get memory(): readonly Piece[] {
    return [...this.#memory.values()].map(({ piece }) => piece);
  }

  /** Memory in use by applications and what runs them, MiB. */
  get usedMib(): number {
    return this.#usedMib;
  }

  /** Disk in use by images and VMs' disks, MiB. */
  get diskMib(): number {
    return sumBy([...this.#disk.values()], "mib");
  }

  hasPiece(key: string): boolean {
    return this.#memory.has(key) || this.#disk.has(key);
  }

  hasRead(image: string): boolean {
    return this.#read.has(image);
  }

  vmWithPlace(system: System): Placement | undefined {
    if (this.#divided === undefined || this.#divided.containers >= this.containersPerVm) return undefined;
    return this.#divided.placement.kernels[0]!.system === system ? this.#divided.placement : undefined;
  }

  /** Starts an application, if the way can run it here and memory is left. */
  start(way: Way, application: Application): Started {
    requireApplication(application);
    const plan = way.plan(application, this);
    if ("type" in plan) return plan;
    const neededMib = sumBy(
      plan.memory.filter(({ key }) => !this.#memory.has(key)),
      "mib",
    );
    const freeMib = this.memoryMib - this.usedMib;
    if (neededMib > freeMib) return { type: "outOfMemory", neededMib, freeMib };
    for (const piece of plan.memory) this.#use(piece);
    for (const piece of plan.disk) this.#disk.set(piece.key, piece);
    for (const image of plan.reads ?? []) this.#read.add(image);
    const { placement, memory, steps } = plan;
    const instance = { ...placement, name: `${application.name} ${this.#started}`, application, way: way.name, memory };
    this.#instances.add(instance);
    if (plan.dividesVm) this.#divide(placement);
    this.#started += 1;
    return { type: "started", instance, steps };
  }

  /**
   * Ends an instance; what nobody else uses leaves memory. Images stay on disk.
   *
   * @throws {@link DomainError} if it does not run here
   */
  stop(instance: Instance): void {
    if (!this.#instances.delete(instance)) throw new DomainError("instance", "to run on this host", instance.name);
    for (const piece of instance.memory) this.#release(piece);
    if (this.#divided?.placement.kernels[0] === instance.kernels[0]) this.#divided = undefined;
  }

  /** A kernel stops: whatever runs on it, directly or further up, stops with it. Gives what stopped. */
  panic(kernel: RunningKernel): Instance[] {
    const down = this.instances.filter(({ kernels }) => kernels.includes(kernel));
    for (const instance of down) this.stop(instance);
    return down;
  }

  #use(piece: Piece): void {
    const there = this.#memory.get(piece.key);
    if (there === undefined) this.#usedMib += piece.mib;
    this.#memory.set(piece.key, { piece, users: (there?.users ?? 0) + 1 });
  }

  #release({ key, mib }: Piece): void {
    const there = this.#memory.get(key)!;
    there.users -= 1;
    if (there.users > 0) return;
    this.#memory.delete(key);
    this.#usedMib -= mib;
  }

  #divide(placement: Placement): void {
    if (this.#divided?.placement.kernels[0] === placement.kernels[0]) this.#divided!.containers += 1;
    else this.#divided = { placement, containers: 1 };
  }
}
