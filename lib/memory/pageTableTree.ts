/**
 * A page table as the tree that it is, for looking at it.
 *
 * ```text
 * table in frame 0 --[0]--> table in frame 1 --[5]--> page 5
 *                  --[1]--> table in frame 2 --[0]--> page 1024
 *                  --[9]--> cyclic: frame 0 again
 *                  --[12]-> missing: no such memory
 * ```
 *
 * Tables are memory, and a table may lead to itself or to a table above it. The hardware does not mind: it counts levels and
 * stops at the last. A listing would unfold it for ever, or nearly; so the tree says *cyclic* there, and goes no
 * further. A table that two entries lead to is drawn once; the second time it is *shared*.
 *
 * @packageDocumentation
 */
import { addressOf, checkedRoot, type Frame, type Page } from "./addresses";
import { decodeEntry, type Entry } from "./entry";
import { entriesPerTable, type PageTableFormat } from "./formats";
import type { PhysicalMemory } from "./physical";
import { readWord } from "./table";

/** A table, with the entries that are present. */
export interface TableNode {
  readonly type: "table";
  /** 1 for the leaves. */
  readonly level: number;
  /** The frame that it lies in. */
  readonly frame: Frame;
  /** Present entries in ascending order. */
  readonly branches: readonly Branch[];
}

/** A present entry, and what it leads to. */
export interface Branch {
  /** Its place in the table. */
  readonly index: number;
  /** The first page that it is about. */
  readonly page: Page;
  /** Its bits. */
  readonly entry: Entry;
  /** `page`: at the last level. `cyclic`: this table again, or one above. `shared`: listed already. `missing`: no memory. */
  readonly leadsTo: TableNode | { readonly type: "page" | "cyclic" | "shared" | "missing" };
}

/**
 * The tree under a root. It is finite whatever the tables hold: a table appears once per level.
 *
 * @throws {@link DomainError} if the root is not page-aligned
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const ram = new memory.HostMemory(8);
 * let next = 1;
 * const tables = { memory: ram, format: memory.x86Format, root: 0, newTable: () => next++ };
 * memory.mapPage(tables, 1025, memory.entryFor(7));
 * ram.write32(4 * 1023, 0x0003); // the last entry leads to the directory itself
 * const tree = memory.pageTableTree(ram, memory.x86Format, 0);
 * assert.deepEqual(tree.branches.map(({ index, leadsTo }) => [index, leadsTo.type]), [[1, "table"], [1023, "cyclic"]]);
 * ```
 */
export function pageTableTree(memory: PhysicalMemory, format: PageTableFormat, root: number): TableNode {
  const listed = new Set<string>();
  return visit(checkedRoot(root) / 4096, format.levels, 0, []);

  function visit(frame: Frame, level: number, firstPage: Page, above: readonly Frame[]): TableNode {
    listed.add(`${frame}/${level}`);
    const branches: Branch[] = [];
    for (let index = 0; memory.has(addressOf(frame)) && index < entriesPerTable(format); index++) {
      const entry = decodeEntry(readWord(memory, addressOf(frame, index * format.entryBytes), format.entryBytes));
      if (!entry.present) continue;
      const page = firstPage + index * 2 ** (format.indexBits * (level - 1));
      branches.push({ index, page, entry, leadsTo: follow(entry.frame, level - 1, page, [...above, frame]) });
    }
    return { type: "table", level, frame, branches };
  }

  function follow(frame: Frame, level: number, page: Page, above: readonly Frame[]): Branch["leadsTo"] {
    if (level === 0) return { type: "page" };
    if (above.includes(frame)) return { type: "cyclic" };
    if (!memory.has(addressOf(frame))) return { type: "missing" };
    return listed.has(`${frame}/${level}`) ? { type: "shared" } : visit(frame, level, page, above);
  }
}
