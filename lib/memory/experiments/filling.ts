/**
 * The lecture's shadow table, as it fills: each access taken apart into the moves that a reader can follow.
 *
 * ```text
 * miss -> exit -> walk the guest's table -> walk the host's map -> fill -> retry, hit
 * ```
 *
 * @packageDocumentation
 */
import { addressOf, type Frame, type Page } from "../addresses";
import { compose, lectureShadow, type MappingRow, writeSlideTable } from "../compose";
import { totalExits } from "../exits";
import { slideFormat } from "../formats";
import { Host } from "../host";
import { ShadowMmu } from "../shadow/shadow";

/** Which move a step is. */
export type FillingMove = "start" | "miss" | "walkGuest" | "walkHost" | "fill" | "hit" | "handOver";

/** One move, with everything a picture of it needs. */
export interface FillingStep {
  /** The move. */
  readonly move: FillingMove;
  /** The page that the program uses; `undefined` at the start. */
  readonly page: Page | undefined;
  /** The move in a sentence. */
  readonly says: string;
  /** The guest's table and the host frames behind it. */
  readonly mapping: readonly MappingRow[];
  /** What the shadow holds now: the host frame of each page, `undefined` where it is empty. */
  readonly shadow: readonly (Frame | undefined)[];
  /** Exits to the hypervisor so far. */
  readonly exits: number;
  /** Page faults that the guest's kernel has seen so far. */
  readonly guestFaults: number;
}

/**
 * Runs accesses to the lecture's three pages on a real shadow MMU and tells every move.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const last = memory.fillingSteps([0, 1, 0, 2]).at(-1);
 * assert.deepEqual(last?.shadow, [2, 4, undefined]);
 * assert.equal(last?.exits, 3);
 * assert.equal(last?.guestFaults, 1);
 * ```
 */
export function fillingSteps(accesses: readonly Page[]): FillingStep[] {
  const guest = new Host({ frames: 12 }).createGuest({ name: "guest", map: [[0, 5], ...lectureShadow.host] });
  writeSlideTable(guest, 0, lectureShadow.guest);
  const mmu = new ShadowMmu(guest, { format: slideFormat });
  const mapping = compose(guest, slideFormat, 0, lectureShadow.guest.length);
  const steps: FillingStep[] = [];
  const note = (move: FillingMove, page: Page | undefined, says: string) => {
    const entries = new Map(mmu.entries().map(({ page, entry }) => [page, entry.frame]));
    const shadow = mapping.map((row) => entries.get(row.page));
    const exits = totalExits(mmu.ledger.snapshot());
    steps.push({ move, page, says, mapping, shadow, exits, guestFaults: mmu.ledger.pageFaults });
  };
  note("start", undefined, "The shadow starts empty. The hardware knows nothing else.");
  for (const page of accesses) traceAccess(mmu, mapping[page]!, note);
  return steps;
}

function traceAccess(
  mmu: ShadowMmu,
  { page, guestFrame }: MappingRow,
  note: (move: FillingMove, page: Page, says: string) => void,
): void {
  const before = mmu.entries().some((entry) => entry.page === page);
  if (!before) {
    note(
      "miss",
      page,
      `The program uses page ${page}. The shadow has no entry: the hardware faults, the hypervisor runs.`,
    );
    const names = guestFrame === undefined ? "nothing" : `guest frame ${guestFrame}`;
    note("walkGuest", page, `The hypervisor reads the guest's table: page ${page} leads to ${names}.`);
  }
  if (!before && guestFrame !== undefined) {
    const hostFrame = mmu.guest.hostFrameOf(guestFrame);
    note("walkHost", page, `Then its own map: guest frame ${guestFrame} is host frame ${hostFrame ?? "none"}.`);
  }
  const outcome = mmu.translate({ address: addressOf(page), kind: "read", mode: "user" });
  if (outcome.type !== "translated") {
    note("handOver", page, `So the fault is the guest's own. The hypervisor hands it to the guest's kernel.`);
  } else if (before) note("hit", page, `The program uses page ${page}. The shadow has it: no exit, full speed.`);
  else
    note("fill", page, `It fills one entry and lets the program try again: host frame ${outcome.hostPhysical / 4096}.`);
}
