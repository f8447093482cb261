/**
 * What guests do with memory, as seeded programs. Each is one mix of five habits:
 *
 * ```text
 * touch a hot page . touch any page . replace a page . switch the process . fork a child that writes and ends
 * ```
 *
 * The four named ones pull shadow and nested paging apart: `steady` and `tlbHungry` never edit a table, `tableChurn` and
 * `forkHeavy` do little else; `tlbHungry` misses the TLB at nearly every access.
 *
 * @packageDocumentation
 */
import type { Random } from "../sim";
import { addressOf, type Page } from "./addresses";
import { entryFor } from "./entry";
import type { GuestKernel, Process } from "./guestKernel";
import { type Pattern, pageSequence } from "./patterns";

/** A mix of habits. Rates are per 1000 accesses. */
export interface Workload {
  /** What figures call it. */
  readonly name: string;
  /** Processes that take turns. */
  readonly processes: number;
  /** Pages of each process. */
  readonly pages: number;
  /** Pages of those that get nine accesses in ten. */
  readonly hotPages: number;
  /** In which order pages are touched; `hot` if not given. */
  readonly pattern?: Pattern;
  /** Pages replaced: entry changed, INVLPG, touched. */
  readonly editsPerThousand: number;
  /** Switches to another process. */
  readonly switchesPerThousand: number;
  /** Forks of a child that writes to a few pages and ends. */
  readonly forksPerThousand: number;
}

/** The named mixes. */
export const workloads = {
  steady: mix({ name: "steady", pages: 64, hotPages: 16 }),
  forkHeavy: mix({ name: "fork-heavy", pages: 64, hotPages: 16, switchesPerThousand: 5, forksPerThousand: 5 }),
  tableChurn: mix({ name: "page-table churn", pages: 64, hotPages: 16, editsPerThousand: 100 }),
  tlbHungry: mix({ name: "TLB-hungry", pages: 400, hotPages: 400 }),
} as const;

/** The named orders of access, over more pages than a TLB of 64 entries holds; nothing is edited. */
export const patternWorkloads = {
  sequential: mix({ name: "sequential", pages: 200, hotPages: 200, pattern: "sequential" }),
  uniform: mix({ name: "random", pages: 200, hotPages: 200, pattern: "uniform" }),
  zipf: mix({ name: "Zipf", pages: 200, hotPages: 200, pattern: "zipf" }),
  pointerChase: mix({ name: "pointer chase", pages: 200, hotPages: 200, pattern: "pointerChase" }),
} as const;

/** A workload from those habits that matter; one process, nothing edited, otherwise. */
export function mix(habits: Partial<Workload> & Pick<Workload, "name" | "pages" | "hotPages">): Workload {
  return { processes: 1, editsPerThousand: 0, switchesPerThousand: 0, forksPerThousand: 0, ...habits };
}

/** Makes the processes of a workload and loads the first. Pages are numbered from 0 in each. */
export function startProcesses(kernel: GuestKernel, workload: Workload): Process[] {
  const processes = Array.from({ length: workload.processes }, () => kernel.createProcess());
  for (const process of processes) {
    for (let page = 0; page < workload.pages; page++) kernel.map(process, page, kernel.takeFrame());
  }
  kernel.switchTo(processes[0]!);
  return processes;
}

/** Runs so many accesses of a workload on processes that {@link startProcesses} made. */
export function runWorkload(
  kernel: GuestKernel,
  workload: Workload,
  processes: readonly Process[],
  run: { readonly accesses: number; readonly random: Random },
): void {
  const { random } = run;
  const nextPage = pageSequence(workload.pattern ?? "hot", { ...workload, random });
  for (let access = 0; access < run.accesses; access++) {
    if (happens(random, workload.switchesPerThousand)) kernel.switchTo(random.pick(processes));
    if (happens(random, workload.editsPerThousand)) replacePage(kernel, random.integer(workload.hotPages));
    if (happens(random, workload.forksPerThousand)) forkAndEnd(kernel, workload, random);
    touch(kernel, nextPage(), random);
  }
}

function happens(random: Random, perThousand: number): boolean {
  return perThousand > 0 && random.next() * 1000 < perThousand;
}

function touch(kernel: GuestKernel, page: Page, random: Random): void {
  const address = addressOf(page, 4 * random.integer(1024));
  if (random.integer(3) === 0) kernel.cpu.store32(address, random.integer(256));
  else kernel.cpu.load32(address);
}

/** The process gives a page up and gets another frame for it. */
function replacePage(kernel: GuestKernel, page: Page): void {
  const process = kernel.current!;
  const old = process.pages.get(page)!;
  kernel.map(process, page, kernel.takeFrame());
  kernel.giveFrame(old);
  kernel.cpu.load32(addressOf(page));
}

/** Copy on write: both sides read-only, CR3 reloaded, the child's first writes fault and copy; then the child ends. */
function forkAndEnd(kernel: GuestKernel, workload: Workload, random: Random): void {
  const parent = kernel.current!;
  const child = kernel.createProcess();
  for (const [page, frame] of parent.pages) {
    kernel.edit(parent, page, entryFor(frame, { user: true, accessed: true }));
    kernel.map(child, page, frame, { writable: false });
  }
  kernel.switchTo(child);
  for (let write = 0; write < 4; write++) writeAndCopy(kernel, child, random.integer(workload.hotPages));
  kernel.switchTo(parent);
  for (const [page, frame] of parent.pages) {
    if (child.pages.get(page) !== frame) kernel.giveFrame(child.pages.get(page)!);
    kernel.edit(parent, page, entryFor(frame, { user: true, writable: true, accessed: true }));
  }
  kernel.end(child);
}

function writeAndCopy(kernel: GuestKernel, process: Process, page: Page): void {
  const stored = kernel.cpu.store32(addressOf(page), page);
  if (stored.type !== "pageFault") return;
  kernel.map(process, page, kernel.takeFrame());
  kernel.cpu.store32(addressOf(page), page);
}
