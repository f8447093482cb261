/**
 * All that one must know to choose a way: how many fit, how soon they start, who shares a kernel, which systems run.
 *
 * @packageDocumentation
 */
import type { Application, System } from "./application";
import { Host, type HostOptions } from "./host";
import { startAtOnce } from "./startAtOnce";
import type { Way, WayName } from "./ways";

/** What one way can do for one application on one host. */
export interface WayFacts {
  readonly way: WayName;
  /** How many fit into memory; 0 if the way cannot run the application. */
  readonly instances: number;
  /** From the command to the first instruction, the image on the disk, seconds. */
  readonly startSeconds: number;
  /** Instances that call the same kernel when the host is full, itself among them. */
  readonly onOneKernel: number;
  /** Systems whose programs run. */
  readonly systems: readonly System[];
}

/**
 * Measures every way.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const options = { cores: 4, memoryMib: 4096, costs: containers.publishedCosts(datasets.startupOverhead()) };
 * const application = { name: "web", system: "linux", layers: [], textMib: 30, dataMib: 30 } as const;
 * const [facts] = containers.wayFacts([containers.containerWay], application, options);
 * assert.deepEqual([facts?.instances, facts?.onOneKernel, facts?.systems], [101, 101, ["linux"]]);
 * ```
 */
export function wayFacts(ways: readonly Way[], application: Application, options: HostOptions): WayFacts[] {
  return ways.map((way) => {
    const native = { ...application, system: new Host(options).kernel.system };
    const full = new Host(options);
    while (full.start(way, native).type === "started");
    const called = full.instances[0]?.kernels[0];
    return {
      way: way.name,
      instances: full.instances.length,
      startSeconds: warmStart(way, native, options),
      onOneKernel: full.instances.filter(({ kernels }) => kernels[0] === called).length,
      systems: (["linux", "windows"] as const).filter(
        (system) => new Host(options).start(way, { ...application, system }).type === "started",
      ),
    };
  });
}

function warmStart(way: Way, application: Application, options: HostOptions): number {
  const host = new Host(options);
  host.start(way, application);
  return startAtOnce(host, { way, application, count: 1 }).rows[0]?.readySeconds ?? Infinity;
}
