/**
 * Another layer of mappings: what the guest's table says, followed by what the hypervisor's map says.
 *
 * ```text
 * page --guest--> guest frame --host--> host frame          shadow = guest ∘ host
 * ```
 *
 * This is the plain definition. Everything faster in this folder is held against it.
 *
 * @packageDocumentation
 */
import type { Frame, Page } from "./addresses";
import { entryFor } from "./entry";
import { type PageTableFormat, slideFormat } from "./formats";
import type { GuestMemory } from "./guestMemory";
import type { PhysicalMemory } from "./physical";
import { type MappedPage, mapPage, mappedPages } from "./table";

/** One row of the lecture's table with three columns. `undefined` is the lecture's dash. */
export interface MappingRow {
  /** The virtual page. */
  readonly page: Page;
  /** The frame that the guest's table names. */
  readonly guestFrame: Frame | undefined;
  /** The frame that it really is. */
  readonly hostFrame: Frame | undefined;
}

/**
 * The table with three columns, for pages 0 to `pages - 1`.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const guest = new memory.Host({ frames: 8 }).createGuest({ name: "A", map: [[0, 5], [2, 2], [6, 4]] });
 * memory.writeSlideTable(guest, 0, [2, 6, undefined]);
 * assert.deepEqual(memory.compose(guest, memory.slideFormat, 0, 3), [
 *   { page: 0, guestFrame: 2, hostFrame: 2 },
 *   { page: 1, guestFrame: 6, hostFrame: 4 },
 *   { page: 2, guestFrame: undefined, hostFrame: undefined },
 * ]);
 * ```
 */
export function compose(guest: GuestMemory, format: PageTableFormat, root: number, pages: number): MappingRow[] {
  const entries = new Map(mappedPages(guest, format, root).map(({ page, entry }) => [page, entry]));
  return Array.from({ length: pages }, (_, page) => {
    const guestFrame = entries.get(page)?.frame;
    return { page, guestFrame, hostFrame: guestFrame === undefined ? undefined : guest.hostFrameOf(guestFrame) };
  });
}

/** Every page that the guest maps to memory it has, with the host frame in the entry's place. */
export function composedPages(guest: GuestMemory, format: PageTableFormat, root: number): MappedPage[] {
  return mappedPages(guest, format, root).flatMap(({ page, entry }) => {
    const frame = guest.hostFrameOf(entry.frame);
    return frame === undefined ? [] : [{ page, entry: { ...entry, frame } }];
  });
}

/**
 * Writes a table of one level as a slide shows it: item `p` is the frame of page `p`, `undefined` is the dash. Pages are
 * writable and open to user mode.
 */
export function writeSlideTable(memory: PhysicalMemory, root: number, frames: readonly (Frame | undefined)[]): void {
  const tables = { memory, format: slideFormat, root, newTable: unreachable };
  for (const [page, frame] of frames.entries()) {
    if (frame !== undefined) mapPage(tables, page, entryFor(frame, { writable: true, user: true }));
  }
}

function unreachable(): never {
  throw new Error("A table of one level needs no other table.");
}

/** The lecture's page table with 8 pages: page 0 in frame 2, page 3 in frame 0, and so on. */
export const lecturePageTable: readonly (Frame | undefined)[] = [
  2,
  undefined,
  undefined,
  0,
  3,
  7,
  undefined,
  undefined,
];

/** The lecture's shadow example: the guest's table, and the hypervisor's map as `[guestFrame, hostFrame]`. */
export const lectureShadow = {
  guest: [2, 6, undefined] as readonly (Frame | undefined)[],
  host: [
    [2, 2],
    [6, 4],
  ] as readonly (readonly [Frame, Frame])[],
};
