/**
 * When memory runs out: somebody is killed.
 *
 * ```text
 *   used + wanted > total ──▶ who has the most pages? ──▶ SIGKILL ──▶ its pages are free
 * ```
 *
 * Limits of groups are the business of control groups (`lib/containers/cgroups`).
 *
 * Source: Linux, mm/oom_kill.c (oom_badness).
 *
 * @packageDocumentation
 */
import type { Kernel } from "../kernel";
import { endProcess } from "../processes/end";
import type { Process } from "../processes/process";
import type { Charge } from "./addressSpace";

/** What a process asks before it takes pages. */
export function chargeFor(kernel: Kernel, process: Process): Charge {
  return (pages) => {
    while (pages > 0 && kernel.usedPages + pages > kernel.totalPages) {
      const victim = worst(kernel);
      if (victim === undefined) return false;
      endProcess(kernel, victim, { exitCode: undefined, signal: "SIGKILL" });
      if (victim === process) return false;
    }
    kernel.usedPages += pages;
    return true;
  };
}

/** The process with the most pages of its own; the first process is spared. */
function worst(kernel: Kernel): Process | undefined {
  const candidates = kernel.alive.filter((one) => one !== kernel.init && one.memory.residentPages > 0);
  return candidates.reduce<Process | undefined>(
    (most, one) => (most === undefined || one.memory.residentPages > most.memory.residentPages ? one : most),
    undefined,
  );
}
