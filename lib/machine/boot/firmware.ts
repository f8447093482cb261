/**
 * What a PC's firmware leaves in memory for systems to find: how much memory there is, and the tables that tell of processors and interrupt controllers.
 *
 * ```text
 *   00400   BIOS data: 40E segment of the extended data, 413 KiB of memory below 640 KiB
 *   F0000   "_MP_" ──► F0010  "PCMP" table: processor │ bus ISA │ I/O APIC │ line n ─► its pin │ LINT0: the 8259, LINT1: NMI
 * ```
 *
 * There is no code in it: a boot sector that calls firmware services (INT 10h, 13h, 15h) finds a table of zeros.
 *
 * Source: Intel MultiProcessor Specification 1.4, chapter 4; IBM PS/2 and PC BIOS Interface Technical Reference, "BIOS Data Area".
 *
 * @packageDocumentation
 */
import { IO_APIC_ADDRESS, LOCAL_APIC_ADDRESS } from "../devices";

const FLOATING = 0xf_0000;
const TABLE = FLOATING + 16;
const BASE_MEMORY_KIB = 639;
const SIGNATURE = 0x611;
const FEATURES = 0x201;
const EVERYBODY = 0xff;

/** Writes them. Memory that ends before they begin stays as it is. */
export function writeFirmwareTables(memory: Uint8Array): void {
  if (memory.length < 0x10_0000) return;
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  view.setUint16(0x413, BASE_MEMORY_KIB, true);
  view.setUint16(0x40e, (BASE_MEMORY_KIB * 1024) >> 4, true);
  const table = configurationTable();
  memory.set(table, TABLE);
  memory.set(summed([...text("_MP_"), ...number(TABLE, 4), 1, 4, 0, 0, 0, 0, 0, 0], 10), FLOATING);
}

function configurationTable(): Uint8Array {
  const entries = [
    [0, 0, 0x14, 3, ...number(SIGNATURE, 4), ...number(FEATURES, 4), ...number(0, 8)],
    [1, 0, ...text("ISA   ")],
    [2, 1, 0x11, 1, ...number(IO_APIC_ADDRESS, 4)],
    ...Array.from({ length: 16 }, (_, line) => line)
      .filter((line) => line !== 2)
      .map((line) => [3, 0, 0, 0, 0, line, 1, line === 0 ? 2 : line]),
    [4, 3, 0, 0, 0, 0, EVERYBODY, 0],
    [4, 1, 0, 0, 0, 0, EVERYBODY, 1],
  ];
  const body = entries.flat();
  const header = [
    ...text("PCMP"),
    ...number(44 + body.length, 2),
    ...[4, 0],
    ...text("STRATA  MACHINE     "),
    ...number(0, 6),
    ...number(entries.length, 2),
    ...number(LOCAL_APIC_ADDRESS, 4),
    ...number(0, 4),
  ];
  return summed([...header, ...body], 7);
}

/** Sets the byte at a place so that the sum of all is 0. */
function summed(bytes: readonly number[], at: number): Uint8Array {
  const all = Uint8Array.from(bytes);
  all[at] = -all.reduce((sum, byte) => sum + byte, 0);
  return all;
}

function text(characters: string): number[] {
  return [...new TextEncoder().encode(characters)];
}

function number(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => Math.floor(value / 2 ** (8 * at)) & 0xff);
}
