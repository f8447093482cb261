/**
 * How dear are the guest's edits? One program in three parts, run under each policy, and the exits counted as it goes.
 *
 * ```text
 * map       pages that were absent get a frame, and are touched        the manual asks for no INVLPG
 * remap     one entry changes, INVLPG, touch; page by page
 * protect   all entries change, then one load of CR3; touch all        what a fork does
 * ```
 *
 * @packageDocumentation
 */
import { addressOf, type Page } from "../addresses";
import { GuestCpu } from "../cpu";
import { entryFor } from "../entry";
import { totalExits } from "../exits";
import { x86Format } from "../formats";
import { GuestKernel } from "../guestKernel";
import { Host } from "../host";
import type { ShadowPolicy } from "../shadow/policies";
import { ShadowMmu } from "../shadow/shadow";

/** One point in time: after one operation of the program. */
export interface EditRow {
  /** The policy's name. */
  readonly policy: ShadowPolicy["name"];
  /** Which part of the program. */
  readonly part: "map" | "remap" | "protect";
  /** Operations so far: an edit, or a touch. */
  readonly step: number;
  /** Exits so far. */
  readonly exits: number;
}

/**
 * Exits over time for some policies on the same program of `3 * 2 * pages` operations; one row per policy and operation.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const exits = (policy: memory.ShadowPolicy) => memory.measureEdits([policy], 32).at(-1)!.exits;
 * assert(exits(memory.waitForInvalidate) < exits(memory.writeProtect));
 * ```
 */
export function measureEdits(policies: readonly ShadowPolicy[], pages = 32): EditRow[] {
  return policies.flatMap((policy) => measure(policy, pages));
}

function measure(policy: ShadowPolicy, pages: number): EditRow[] {
  const guest = new Host({ frames: 512 }).createGuest({ name: "guest", frames: 16 + 2 * pages });
  const mmu = new ShadowMmu(guest, { format: x86Format, policy });
  const kernel = new GuestKernel(new GuestCpu(mmu));
  const process = kernel.createProcess();
  kernel.switchTo(process);
  const start = totalExits(mmu.ledger);
  const rows: EditRow[] = [];
  const note = (part: EditRow["part"]) => {
    rows.push({ policy: policy.name, part, step: rows.length + 1, exits: totalExits(mmu.ledger) - start });
  };
  const touch = (page: Page) => kernel.cpu.load8(addressOf(page));
  const all = Array.from({ length: pages }, (_, page) => page);
  for (const part of ["map", "remap"] as const) {
    for (const page of all) {
      kernel.map(process, page, kernel.takeFrame());
      note(part);
      touch(page);
      note(part);
    }
  }
  for (const page of all) {
    kernel.edit(process, page, entryFor(process.pages.get(page)!, { user: true }));
    note("protect");
  }
  kernel.switchTo(process);
  for (const page of all) {
    touch(page);
    note("protect");
  }
  return rows;
}
