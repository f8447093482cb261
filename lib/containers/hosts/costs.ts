/**
 * What starting and keeping things costs: one table of named numbers, each with its source, which a reader can replace.
 *
 * Numbers are of three kinds: *seen* in print, *recalled* (nobody could look them up again), and *assumptions* of ours. Only results that
 * rest on numbers seen are checked against print.
 *
 * @packageDocumentation
 */
import type { StartupFigure } from "../../datasets";
import { DomainError } from "../../errors";

/** A number and where it comes from. */
export interface Cost {
  readonly value: number;
  readonly unit: string;
  readonly status: StartupFigure["status"] | "assumption";
  readonly source: string;
}

/** The table. */
export interface HostCosts {
  /** Clock of the processors, GHz. */
  readonly clock: Cost;
  /** fork and exec of a process, ms of CPU time. */
  readonly forkExec: Cost;
  /** All that a container engine does before exec: namespaces, control group, mounts, network. ms. */
  readonly containerSetUp: Cost;
  /** The share of it that keeps a CPU busy, 0 to 1. */
  readonly containerSetUpCpuShare: Cost;
  /** The engine's process beside each container, MiB. */
  readonly containerShim: Cost;
  /** Exits while a full VM boots. */
  readonly bootExits: Cost;
  /** Cycles that an exit takes, its handling included. */
  readonly exitCycles: Cost;
  /** The monitor of a full VM, MiB. */
  readonly monitor: Cost;
  /** From the start of a micro VM to its first program, ms. */
  readonly microBoot: Cost;
  /** CPU time of a micro VM's monitor at its start, ms. */
  readonly microMonitorStart: Cost;
  /** The monitor of a micro VM, MiB. */
  readonly microMonitor: Cost;
  /** A guest's kernel, with what it keeps in memory, MiB. */
  readonly guestKernel: Cost;
  /** What runs beside the application in a full VM: init, logging, remote access. MiB. */
  readonly guestServices: Cost;
  /** VMs get memory in multiples of this, MiB. */
  readonly memoryStep: Cost;
  /** Disk image of a guest's operating system, MiB. */
  readonly guestDisk: Cost;
  /** Bytes on disk for a byte transferred. */
  readonly unpackRatio: Cost;
  /** Share of an image that is read at the start, 0 to 1. */
  readonly readShare: Cost;
}

/**
 * The table, from what is published and, where nothing is, assumptions.
 *
 * @param rows - rows of `datasets.startupOverhead()`
 * @throws {@link DomainError} if a figure that is needed is not among the rows
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const { exitCycles } = containers.publishedCosts(datasets.startupOverhead());
 * assert.deepEqual([Math.round(exitCycles.value), exitCycles.status], [23008, "seen"]);
 * ```
 */
export function publishedCosts(rows: readonly StartupFigure[]): HostCosts {
  const seen = (system: string, metric: string) => published(rows, system, metric);
  const exits = seen("KVM guest, Ubuntu 20.04", "exits while booting");
  const cycles = seen("KVM guest, Ubuntu 20.04", "cycles in those exits");
  return {
    clock: assumption(3, "GHz"),
    forkExec: seen("Linux process", "fork and exec"),
    containerSetUp: seen("Docker container", "start"),
    containerSetUpCpuShare: assumption(0.4, "share"),
    containerShim: assumption(10, "MiB"),
    bootExits: exits,
    exitCycles: { ...cycles, value: cycles.value / exits.value, unit: "cycles an exit" },
    monitor: inMib(seen("QEMU", "memory overhead")),
    microBoot: seen("Firecracker", "start to /sbin/init"),
    microMonitorStart: seen("Firecracker", "start of the API socket, CPU time"),
    microMonitor: seen("Firecracker", "memory of the monitor"),
    guestKernel: assumption(40, "MiB"),
    guestServices: assumption(60, "MiB"),
    memoryStep: assumption(128, "MiB"),
    guestDisk: assumption(1200, "MiB"),
    unpackRatio: assumption(2.5, "bytes a byte"),
    readShare: {
      value: 0.064,
      unit: "share",
      status: "seen",
      source: "T. Harter et al., Slacker, FAST 2016, abstract",
    },
  };
}

function published(rows: readonly StartupFigure[], system: string, metric: string): Cost {
  const row = rows.find((one) => one.system === system && one.metric === metric);
  if (row === undefined) throw new DomainError("rows", `to have "${metric}" of ${system}`, rows.length);
  const { value, unit, status, source } = row;
  return { value, unit, status, source };
}

/** From MB to MiB. */
function inMib(cost: Cost): Cost {
  return { ...cost, value: (cost.value * 1e6) / 2 ** 20, unit: "MiB" };
}

function assumption(value: number, unit: string): Cost {
  return { value, unit, status: "assumption", source: "ours" };
}
