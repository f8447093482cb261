/**
 * How often a guest exits, why, and when.
 *
 * @packageDocumentation
 */
import { groupBy } from "lodash";
import type { VmExit, VmExitReason } from "../exits";
import type { VirtualMachine } from "../hypervisor";

/** Exits of one reason up to one moment. */
export interface ExitRow {
  /** The guest's clock, in instructions. */
  readonly clock: number;
  readonly reason: VmExitReason;
  /** Exits of this reason so far. */
  readonly exits: number;
}

/**
 * Runs a guest to its end, or for as many instructions, and counts its exits.
 *
 * @returns for each reason that occurred, one row for each of `points` moments
 */
export function exitsOverTime(
  guest: VirtualMachine,
  { instructions = 10_000_000, points = 60 }: { readonly instructions?: number; readonly points?: number } = {},
): ExitRow[] {
  const begin = guest.clock;
  const seen: VmExit[] = [];
  guest.onExit = (exit) => void seen.push(exit);
  guest.run({ instructions });
  guest.onExit = undefined;
  const span = guest.clock - begin;
  const moments = Array.from({ length: points + 1 }, (_, at) => Math.round(begin + (span * at) / points));
  return Object.values(groupBy(seen, "reason")).flatMap((exits) =>
    moments.map((clock) => ({
      clock,
      reason: exits[0]!.reason,
      exits: exits.filter((exit) => exit.clock <= clock).length,
    })),
  );
}
