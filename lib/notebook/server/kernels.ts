/**
 * The running kernels of one server, as the kernels API knows them.
 *
 * ```text
 * start ──> starting ──> idle <──> busy ──> (restarting ──> idle) ──> shutdown: gone
 * ```
 *
 * A kernel lives in this process and keeps the user's program in a child that ends with it.
 *
 * Source: Project Jupyter, jupyter_server: "Kernels API".
 *
 * @packageDocumentation
 */
import { randomUUID } from "node:crypto";
import { HttpError } from "./httpError";
import { kernelName } from "./kernelSpec";
import type { KernelHandle, KernelOptions, KernelState } from "./kernelTypes";

/** Makes a kernel that is not started yet. */
export type CreateKernel = (options: KernelOptions) => KernelHandle | Promise<KernelHandle>;

/** A kernel as a client is told of it. */
export interface KernelModel {
  id: string;
  name: string;
  last_activity: string;
  execution_state: KernelState;
  connections: number;
}

/** One running kernel. */
export interface RunningKernel {
  readonly id: string;
  readonly kernel: KernelHandle;
  /** Open WebSockets. */
  connections: number;
  lastActivity: Date;
  /** While a client's request to restart is carried out. */
  restarting: boolean;
  /** Ends the WebSockets of this kernel when it is shut down. */
  readonly onClose: Set<() => void>;
}

/** The kernels of one server, by id. */
export class Kernels {
  readonly #create: CreateKernel;
  readonly #running = new Map<string, RunningKernel>();

  constructor(create: CreateKernel) {
    this.#create = create;
  }

  /**
   * Starts a kernel in the folder `options.cwd`.
   *
   * @throws {@link HttpError} 404 if `name` is no kernel of ours.
   */
  async start(name: unknown, options: KernelOptions): Promise<KernelModel> {
    if (name !== undefined && name !== null && name !== "" && name !== kernelName) {
      throw new HttpError(404, `No kernel named ${JSON.stringify(name)}; there is: ${kernelName}.`);
    }
    const kernel = await this.#create(options);
    const entry: RunningKernel = {
      id: randomUUID(),
      kernel,
      connections: 0,
      restarting: false,
      lastActivity: new Date(),
      onClose: new Set(),
    };
    kernel.onState(() => (entry.lastActivity = new Date()));
    this.#running.set(entry.id, entry);
    try {
      await kernel.start();
    } catch (error) {
      this.#running.delete(entry.id);
      await kernel.shutdown().catch(() => undefined);
      throw error;
    }
    return modelOf(entry);
  }

  /**
   * The running kernel with this id.
   *
   * @throws {@link HttpError} 404 if there is none.
   */
  get(id: string): RunningKernel {
    const entry = this.#running.get(id);
    if (!entry) throw new HttpError(404, `Kernel does not exist: ${id}`);
    return entry;
  }

  /** Whether a kernel with this id runs. */
  has(id: string): boolean {
    return this.#running.has(id);
  }

  /** What clients are told of the kernel with this id. */
  model(id: string): KernelModel {
    return modelOf(this.get(id));
  }

  /** What clients are told of all kernels. */
  list(): KernelModel[] {
    return [...this.#running.values()].map(modelOf);
  }

  /** Stops what the kernel's user runs; the kernel lives on. */
  async interrupt(id: string): Promise<void> {
    await this.get(id).kernel.interrupt();
  }

  /** Begins the user's program anew; connections stay. */
  async restart(id: string): Promise<KernelModel> {
    const entry = this.get(id);
    entry.restarting = true;
    try {
      await entry.kernel.restart();
    } finally {
      entry.restarting = false;
    }
    return this.model(id);
  }

  /** Ends one kernel and its connections. */
  async shutdown(id: string): Promise<void> {
    const entry = this.get(id);
    this.#running.delete(id);
    try {
      await entry.kernel.shutdown();
    } finally {
      for (const close of entry.onClose) close();
    }
  }

  /** Ends all kernels. */
  async shutdownAll(): Promise<void> {
    await Promise.allSettled([...this.#running.keys()].map((id) => this.shutdown(id)));
  }
}

function modelOf(entry: RunningKernel): KernelModel {
  return {
    id: entry.id,
    name: kernelName,
    last_activity: entry.lastActivity.toISOString(),
    execution_state: entry.kernel.state,
    connections: entry.connections,
  };
}
