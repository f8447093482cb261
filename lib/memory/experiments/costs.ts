/**
 * Shadow against nested paging, on the same runs: references per walk, and cycles per access of whole workloads.
 *
 * @packageDocumentation
 */

import { seeded } from "../../sim";
import type { Access } from "../access";
import { addressOf } from "../addresses";
import { type Costs, type Cycles, costs2011, cyclesOf } from "../costs";
import { GuestCpu } from "../cpu";
import { entryFor } from "../entry";
import { type Counts, countsSince } from "../exits";
import { la57Format, type PageTableFormat, x64Format, x86Format } from "../formats";
import { GuestKernel, type Process } from "../guestKernel";
import type { GuestMemory } from "../guestMemory";
import { Host } from "../host";
import type { Mmu, MmuOptions } from "../mmu";
import { NativeMmu } from "../native";
import { NestedMmu } from "../nested";
import { type ShadowPolicy, writeProtect } from "../shadow/policies";
import { ShadowMmu } from "../shadow/shadow";
import { mapPage } from "../table";
import { mix, runWorkload, startProcesses, type Workload } from "../workloads";

/** The rivals by name. */
export type MmuName = "native" | "shadow" | "nested";

/** Makes an MMU by name. `policy` is for the shadow; `writeProtect` if not given. */
export function makeMmu(
  name: MmuName,
  guest: GuestMemory,
  options: MmuOptions & { readonly policy?: ShadowPolicy },
): Mmu {
  if (name === "native") return new NativeMmu(guest, options);
  return name === "shadow" ? new ShadowMmu(guest, options) : new NestedMmu(guest, options);
}

/** References of one walk when nothing is missing any more. */
export interface ReferenceRow {
  /** Who translates. */
  readonly mmu: MmuName;
  /** The format of the tables: the guest's, the host's and the shadow's. */
  readonly format: string;
  /** Levels of that format. */
  readonly levels: number;
  /** Entries that one access read, in order; counted while walking. */
  readonly references: readonly { readonly table: "guest" | "host" | "shadow"; readonly level: number }[];
}

/**
 * One row per MMU and format. The counts are of executed walks, never of a formula.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const counts = memory.countReferences([memory.x86Format]).map((row) => row.references.length);
 * assert.deepEqual(counts, [2, 2, 8]); // native, shadow, nested
 * ```
 */
export function countReferences(
  formats: readonly PageTableFormat[] = [x86Format, x64Format, la57Format],
): ReferenceRow[] {
  return formats.flatMap((format) =>
    (["native", "shadow", "nested"] as const).map((name) => {
      const mmu = makeMmu(name, guestWithOnePage(format), { format });
      const load: Access = { address: addressOf(1), kind: "read", mode: "user" };
      mmu.translate(load); // fills what the hypervisor fills on first use
      const references = mmu.translate(load).references.map(({ table, level }) => ({ table, level }));
      return { mmu: name, format: format.name, levels: format.levels, references };
    }),
  );
}

function guestWithOnePage(format: PageTableFormat): GuestMemory {
  const guest = new Host({ frames: 64 }).createGuest({ name: "guest", frames: 12 });
  let next = 1;
  mapPage({ memory: guest, format, root: 0, newTable: () => next++ }, 1, entryFor(next + 9, { user: true }));
  return guest;
}

/** What one workload took on one MMU. */
export interface CostRow {
  /** The workload's name. */
  readonly workload: string;
  /** Who translated. */
  readonly mmu: MmuName;
  /** What happened, after the start of the processes. */
  readonly counts: Counts;
  /** Cycles per access of the workload, by what took them. */
  readonly perAccess: Cycles;
}

/** What may be chosen about a measurement. */
export interface MeasureOptions {
  /** Accesses of the workload; 5,000 if not given. */
  readonly accesses?: number;
  /** Translations that the TLB holds (4 ways); 64 if not given. */
  readonly tlbEntries?: number;
  /** Prices; {@link costs2011} if not given. */
  readonly costs?: Costs;
  /** How the shadow follows edits; `writeProtect` if not given. */
  readonly policy?: ShadowPolicy;
  /** The seed of the workload; 1 if not given. The same seed is the same program for every MMU. */
  readonly seed?: number;
}

/**
 * Runs a workload on one MMU and prices it.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const cycles = (mmu: memory.MmuName) => {
 *   const { walks, exits } = memory.measureWorkload(memory.workloads.tableChurn, mmu).perAccess;
 *   return walks + exits;
 * };
 * assert(cycles("nested") < cycles("shadow"));
 * ```
 */
export function measureWorkload(workload: Workload, mmuName: MmuName, options: MeasureOptions = {}): CostRow {
  const accesses = options.accesses ?? 5000;
  const guest = new Host({ frames: 2048 }).createGuest({ name: "guest", frames: 1024 });
  const tlb = { entries: options.tlbEntries ?? 64, ways: 4 };
  const mmu = makeMmu(mmuName, guest, { format: x86Format, tlb, policy: options.policy ?? writeProtect });
  const kernel = new GuestKernel(new GuestCpu(mmu));
  const processes = startProcesses(kernel, workload);
  warmUp(kernel, processes);
  const before = mmu.ledger.snapshot();
  runWorkload(kernel, workload, processes, { accesses, random: seeded(options.seed ?? 1) });
  const counts = countsSince(before, mmu.ledger.snapshot());
  const { walks, exits, faults } = cyclesOf(counts, options.costs ?? costs2011);
  const perAccess = { walks: walks / accesses, exits: exits / accesses, faults: faults / accesses };
  return { workload: workload.name, mmu: mmuName, counts, perAccess };
}

/** Every page written once, so that the run that counts starts with full tables. */
function warmUp(kernel: GuestKernel, processes: readonly Process[]): void {
  for (const process of [...processes].reverse()) {
    kernel.switchTo(process);
    for (const page of process.pages.keys()) kernel.cpu.store8(addressOf(page), 0);
  }
}

/** Translation cost of one workload at one point of a sweep. */
export interface SweepRow {
  /** Page-table edits per 1000 accesses. */
  readonly editsPerThousand: number;
  /** Translations that the TLB holds. */
  readonly tlbEntries: number;
  /** Processes that take turns. */
  readonly processes: number;
  /** Root switches per 1000 accesses. */
  readonly switchesPerThousand: number;
  /** Cycles per access with shadow paging: walks and exits. */
  readonly shadow: number;
  /** Cycles per access with nested paging: walks and exits. */
  readonly nested: number;
}

/** What a sweep varies: every combination is run. */
export interface Sweep {
  readonly editsPerThousand: readonly number[];
  readonly tlbEntries?: readonly number[];
  readonly processes?: readonly number[];
  readonly switchesPerThousand?: readonly number[];
}

/** Runs the same mix under shadow and nested paging at every combination; one row each, edits varying fastest. */
export function sweepCosts(sweep: Sweep, options: MeasureOptions = {}): SweepRow[] {
  const { tlbEntries = [64], processes = [1], switchesPerThousand = [0] } = sweep;
  const points = tlbEntries.flatMap((tlb) =>
    processes.flatMap((count) =>
      switchesPerThousand.flatMap((switches) =>
        sweep.editsPerThousand.map((edits) => ({
          editsPerThousand: edits,
          tlbEntries: tlb,
          processes: count,
          switchesPerThousand: switches,
        })),
      ),
    ),
  );
  return points.map((point) => {
    const workload = mix({ name: "swept", pages: 64, hotPages: 48, ...point });
    const cost = (name: MmuName) => {
      const { walks, exits } = measureWorkload(workload, name, { ...options, tlbEntries: point.tlbEntries }).perAccess;
      return walks + exits;
    };
    return { ...point, shadow: cost("shadow"), nested: cost("nested") };
  });
}

/**
 * Where nested paging starts to win: the edits per 1000 accesses at which the two lines of a sweep cross, found on the
 * straight line between two neighbours; `undefined` if they never do.
 */
export function crossover(rows: readonly SweepRow[]): number | undefined {
  for (const [index, right] of rows.entries()) {
    const left = rows[index - 1];
    if (right.shadow <= right.nested) continue;
    if (left === undefined) return right.editsPerThousand;
    const [before, after] = [left.nested - left.shadow, right.shadow - right.nested];
    const share = before / (before + after);
    return left.editsPerThousand + share * (right.editsPerThousand - left.editsPerThousand);
  }
  return undefined;
}
