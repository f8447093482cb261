/**
 * Many are started at once: they share cores, disk and network, and wait for each other.
 *
 * ```text
 *   instance 1  ─[network]─[disk]─[cpu]──[wait]──[cpu]─▶ ready
 *   instance 2  ──────────[network]─[disk]──[cpu]──────────────[wait]─▶ ready
 *                places:   1         1      cores
 * ```
 *
 * Each holds a core, the disk or the network until its step is over. What runs in a VM waits until the VM has booted. Left out: slices of time on a core.
 *
 * @packageDocumentation
 */

import { partition } from "lodash";
import { requireCount } from "../../checks";
import { acquire, delay, join, type Process, Server, Simulation, type Steps } from "../../sim";
import type { Application } from "./application";
import type { Host, Started } from "./host";
import type { RunningKernel, Step, Way, WayName } from "./ways";

/** One instance of those that were started. */
export interface StartRow {
  readonly way: WayName;
  /** From 1, in the order of starting. */
  readonly index: number;
  /** From the command to the application's first instruction, seconds. */
  readonly readySeconds: number;
  readonly steps: readonly Step[];
}

/** What came of it: those that started, and why no more did. */
export interface StartReport {
  readonly rows: readonly StartRow[];
  /** What the first that did not start was told. */
  readonly stopped: Exclude<Started, { readonly type: "started" }> | undefined;
}

/**
 * Starts `count` instances at time 0.
 *
 * @throws DomainError if `count` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const costs = containers.publishedCosts(datasets.startupOverhead());
 * const host = new containers.Host({ cores: 4, memoryMib: 4096, costs });
 * const shell = { name: "shell", system: "linux", layers: [], textMib: 1, dataMib: 1 } as const;
 * const { rows } = containers.startAtOnce(host, { way: containers.processWay, application: shell, count: 8 });
 * assert.deepEqual(rows.map(({ readySeconds }) => 1000 * readySeconds), [1, 1, 1, 1, 2, 2, 2, 2]);
 * ```
 */
export function startAtOnce(
  host: Host,
  { way, application, count }: { readonly way: Way; readonly application: Application; readonly count: number },
): StartReport {
  requireCount({ count });
  const { begun, stopped } = startAll(host, { way, application, count });
  const simulation = new Simulation();
  const server = (places: number) => new Server(simulation, { places });
  const servers = { cpu: server(host.cores), disk: server(1), network: server(1) };
  const boots = new Map<RunningKernel, Process>();
  const runs = begun.map(({ instance, steps }) => {
    const [boot, rest] = partition(steps, (step) => step.boots !== undefined);
    const kernel = instance.kernels[0]!;
    if (boot.length > 0)
      boots.set(
        kernel,
        simulation.process(() => take(boot, servers)),
      );
    const booted = boots.get(kernel);
    return simulation.process(function* () {
      if (booted !== undefined) yield join(booted);
      yield* take(rest, servers);
      return simulation.now;
    });
  });
  simulation.run();
  const rows = runs.map(({ result }, at) => ({
    way: way.name,
    index: at + 1,
    readySeconds: result!,
    steps: begun[at]!.steps,
  }));
  return { rows, stopped };
}

/** One step after the other, each once what it keeps busy is free. */
function* take(steps: readonly Step[], servers: Readonly<Record<Exclude<Step["on"], "wait">, Server>>): Steps {
  for (const { on, ms } of steps.filter((step) => step.ms > 0)) {
    if (on !== "wait") yield acquire(servers[on]);
    yield delay(ms / 1000);
    if (on !== "wait") servers[on].release();
  }
}

type Begun = Extract<Started, { readonly type: "started" }>;

function startAll(
  host: Host,
  { way, application, count }: { readonly way: Way; readonly application: Application; readonly count: number },
): { begun: Begun[]; stopped: StartReport["stopped"] } {
  const begun: Begun[] = [];
  while (begun.length < count) {
    const started = host.start(way, application);
    if (started.type !== "started") return { begun, stopped: started };
    begun.push(started);
  }
  return { begun, stopped: undefined };
}
