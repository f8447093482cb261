/**
 * A virtual machine, as its host sees it: one process. Its work is to let a guest kernel run, and to do for it what devices would.
 *
 * ```text
 *   guest program ── write ──▶ guest kernel ── console ──▶ (exit) ──▶ monitor ── write ──▶ host kernel
 * ```
 *
 * Left out: how the guest's instructions are kept in check (notebooks 05 to 07), and every device but the console.
 *
 * @packageDocumentation
 */
import type { Kernel } from "../../kernel/kernel";
import type { Program } from "../../kernel/program";

/** The program of a monitor; it ends when the guest has nothing more to do. */
export function monitor(guest: Kernel): Program {
  return function* (sys) {
    const before = guest.console.text.length;
    guest.run();
    const written = guest.console.text.slice(before);
    if (written !== "") yield* sys.write(1, written);
    return 0;
  };
}
