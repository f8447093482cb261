/**
 * When memory runs out: its control group says who is killed, and the kernel kills.
 *
 * ```text
 *   a page more ──▶ charge to the group ──▶ room: go on
 *                                      ╰──▶ at memory.max, or no memory at all: the worst in the group ──▶ SIGKILL
 * ```
 *
 * Left out: the delay of those above memory.high.
 *
 * @packageDocumentation
 */
import { PAGE_BYTES } from "../../files";
import type { Kernel } from "../kernel";
import { endByNumber } from "../processes/end";
import type { Process } from "../processes/process";
import type { ChargePages } from "./addressSpace";

/** What a process asks before it takes pages. */
export function chargeFor(kernel: Kernel, process: Process): ChargePages {
  return (pages) => {
    const own = process.pids.get(kernel.first.pid)!;
    if (pages < 0) {
      kernel.cgroups.uncharge(own, -pages * PAGE_BYTES);
      return true;
    }
    const charge = kernel.cgroups.charge(own, pages * PAGE_BYTES);
    for (const pid of charge.kills.flatMap(({ pids }) => pids)) if (pid !== own) endByNumber(kernel, pid);
    return charge.type === "charged";
  };
}
