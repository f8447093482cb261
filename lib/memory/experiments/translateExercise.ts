/**
 * The exercise of the notebook on page tables: the student writes the walk through two levels, this runs it on random tables
 * and finds the first address where it parts from the processor.
 *
 * ```text
 * address, 32 bits   | directory, 10 | table, 10 | offset, 12 |
 * entry, 32 bits     | frame, 20                 | flags, 12  |     bit 0 P, bit 1 W, bit 2 U
 * ```
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import { type Access, permits } from "../access";
import { addressOf, type Frame } from "../addresses";
import { encodeEntry, entryFor } from "../entry";
import { indexAt, x86Format } from "../formats";
import { HostMemory } from "../physical";
import { look, tablesIn } from "../walk";

/** What `translate` answers. */
export type TranslateAnswer =
  | { readonly type: "translated"; readonly physical: number }
  | { readonly type: "pageFault" };

/** The function to write. `read32` reads the word at a physical address; `root` is the directory's. */
export type Translate = (access: Access, root: number, read32: (address: number) => number) => TranslateAnswer;

/** How a check of `translate` went. `text` is for reading. */
export interface TranslateReport {
  /** Whether every answer was the processor's. */
  readonly passed: boolean;
  /** Accesses that were checked. */
  readonly checked: number;
  /** What was asked, what was expected and why, what came, where to read. */
  readonly text: string;
}

/**
 * Runs `translate` on random accesses to random tables, up to the first difference. CR0.WP is set: the kernel obeys W, too.
 *
 * @param options - `seed` of the tables, 1 if not given; `tables` to try, 100 if not given
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const identity: memory.Translate = ({ address }) => ({ type: "translated", physical: address });
 * const report = memory.checkTranslate(identity);
 * assert.equal(report.passed, false);
 * assert.match(report.text, /expected/);
 * ```
 */
export function checkTranslate(
  translate: Translate,
  options: { readonly seed?: number; readonly tables?: number } = {},
): TranslateReport {
  const random = seeded(options.seed ?? 1);
  let checked = 0;
  for (let table = 0; table < (options.tables ?? 100); table++) {
    const [ram, root] = [new HostMemory(frames), addressOf(random.integer(3))];
    fillTables(ram, root, random);
    for (let use = 0; use < 20; use++) {
      const access = randomAccess(random);
      checked++;
      const wrong = difference(translate, access, root, ram);
      if (wrong !== undefined) return { passed: false, checked, text: wrong };
    }
  }
  return { passed: true, checked, text: `Every answer was the processor's, at all ${checked} accesses.` };
}

/** Frames 0 to 5 hold tables; the rest is data. */
const frames = 16;
const slots = [0, 1, 2, 1023] as const;

/** Mostly present and permissive, so that every reason for a fault is met and most accesses get through. */
function fillTables(ram: HostMemory, root: number, random: Random): void {
  const some = (share: number) => random.next() < share;
  const entry = (frame: Frame) => {
    const rights = { writable: some(0.8), user: some(0.8), accessed: some(0.5), dirty: some(0.5) };
    return encodeEntry({ ...entryFor(frame, rights), present: some(0.85) });
  };
  for (const slot of slots) {
    const table = 3 + random.integer(3);
    ram.write32(root + 4 * slot, entry(table));
    for (const leaf of slots) if (some(0.8)) ram.write32(addressOf(table, 4 * leaf), entry(6 + random.integer(10)));
  }
}

function randomAccess(random: Random): Access {
  const page = random.pick(slots) * 1024 + random.pick(slots);
  return {
    address: addressOf(page, random.integer(4096)),
    kind: random.pick(["read", "write"] as const),
    mode: random.pick(["user", "supervisor"] as const),
  };
}

function difference(translate: Translate, access: Access, root: number, ram: HostMemory): string | undefined {
  const law = look(tablesIn(ram, x86Format), root, access, { writeProtect: true });
  const expected =
    law.type === "found"
      ? `translated, physical address ${hex(addressOf(law.frame, access.address % 4096))}`
      : "pageFault";
  const came = answerOf(() => translate(access, root, (address) => ram.read32(address)));
  if (came === expected) return undefined;
  return [
    `A ${access.mode} program ${access.kind === "read" ? "loads from" : "stores to"} ${hex(access.address)}; the directory is at ${hex(root)}.`,
    ...entriesRead(access, root, ram),
    `  expected  ${expected}`,
    `  because   ${reason(access, root, ram)}`,
    `  came      ${came}`,
    `  read      "Investigate: two levels", above`,
  ].join("\n");
}

function answerOf(run: () => TranslateAnswer): string {
  try {
    const answer = run();
    return answer.type === "translated" ? `translated, physical address ${hex(answer.physical)}` : answer.type;
  } catch (error) {
    return `an error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The words on the way, as far as it goes. */
function words(access: Access, root: number, ram: HostMemory): number[] {
  const first = ram.read32(root + 4 * indexAt(x86Format, access.address, 2));
  if (first % 2 === 0) return [first];
  return [first, ram.read32(Math.floor(first / 4096) * 4096 + 4 * indexAt(x86Format, access.address, 1))];
}

function entriesRead(access: Access, root: number, ram: HostMemory): string[] {
  return words(access, root, ram).map((word, at) => {
    const name = at === 0 ? "directory" : "table    ";
    return `  ${name} entry ${indexAt(x86Format, access.address, 2 - at)} is ${hex(word)}: ${bitsOf(word)}`;
  });
}

function reason(access: Access, root: number, ram: HostMemory): string {
  const path = words(access, root, ram);
  if (path.some((word) => word % 2 === 0)) return "an entry on the way is not present";
  const all = (bit: number) => path.every((word) => (word & bit) !== 0);
  const may = permits({ writable: all(2), user: all(4) }, access, { writeProtect: true });
  return may
    ? "all entries are present and allow it; frame of the last one, offset of the address"
    : "a right holds if every level grants it, and one does not";
}

function bitsOf(word: number): string {
  return `P = ${word & 1}, W = ${(word >> 1) & 1}, U = ${(word >> 2) & 1}`;
}

function hex(value: number): string {
  return Number.isInteger(value) ? `0x${value.toString(16)}` : String(value);
}
