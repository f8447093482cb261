/**
 * The header of an entry in a tar archive: 512 bytes, numbers as octal text. One table of fields serves writing and reading.
 *
 * ```text
 *   0         100  108 116 124  136   148 156 157     257  265     297     329 337 345      500 512
 *   ┌──────────┬────┬───┬───┬────┬─────┬───┬─┬────────┬────┬───────┬───────┬───┬───┬────────┬───┐
 *   │ name     │mode│uid│gid│size│mtime│sum│t│linkName│usta│ user  │ group │maj│min│ prefix │   │
 *   └──────────┴────┴───┴───┴────┴─────┴───┴─┴────────┴────┴───────┴───────┴───┴───┴────────┴───┘
 *   then the content, filled up with zeros to a multiple of 512; the archive ends with two blocks of zeros
 * ```
 *
 * Models do their work at once, and packages for tar work in streams; so it is written here, and tests hold it against tar-stream and GNU tar.
 *
 * Names of users and groups are left empty: only numbers mean the same everywhere.
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format", for numbers in base 256.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";

/** Bytes of a header; contents are filled up to multiples of it. */
export const TAR_BLOCK = 512;

/** What a header says. */
export interface TarHeader {
  /** At most 100 bytes; longer names go before it, as extended headers. */
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content that follow. */
  readonly size: number;
  /** When the content last changed, in seconds since 1970. */
  readonly modifiedSeconds: number;
  /** `0` file, `1` hard link, `2` symbolic link, `3` character and `4` block device, `5` directory, `6` FIFO, `x` and `g` extended. */
  readonly flag: string;
  readonly linkName: string;
  readonly major: number;
  readonly minor: number;
}

type Field = readonly [name: keyof TarHeader, offset: number, length: number, kind: "text" | "number"];

const fields: readonly Field[] = [
  ["name", 0, 100, "text"],
  ["mode", 100, 8, "number"],
  ["uid", 108, 8, "number"],
  ["gid", 116, 8, "number"],
  ["size", 124, 12, "number"],
  ["modifiedSeconds", 136, 12, "number"],
  ["flag", 156, 1, "text"],
  ["linkName", 157, 100, "text"],
  ["major", 329, 8, "number"],
  ["minor", 337, 8, "number"],
];

const [SUM_AT, MAGIC_AT, PREFIX_AT] = [148, 257, 345];
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Whether a number fits a field as octal text, with a zero byte at its end. */
export function fitsOctal(value: number, field: "uid" | "gid" | "size"): boolean {
  const length = fields.find(([name]) => name === field)![2];
  return Number.isInteger(value) && value >= 0 && value < 8 ** (length - 1);
}

/** Writes a header. Names must fit. */
export function encodeHeader(header: TarHeader): Uint8Array {
  const block = new Uint8Array(TAR_BLOCK);
  for (const [name, offset, length, kind] of fields) {
    const value = header[name];
    const text =
      kind === "text"
        ? String(value)
        : `${Number(value)
            .toString(8)
            .padStart(length - 1, "0")}\0`;
    const { read } = encoder.encodeInto(text, block.subarray(offset, offset + length));
    if (read < text.length) throw new Error(`${name} does not fit a header: ${text}`);
  }
  block.set(encoder.encode("ustar\x0000"), MAGIC_AT);
  block.set(encoder.encode(`${sum(block).toString(8).padStart(6, "0")}\0 `), SUM_AT);
  return block;
}

/**
 * Reads a header; nothing if the block is all zeros.
 *
 * @throws {@link DomainError} if the sum is wrong, or a number is none; `where` names the entry
 */
export function decodeHeader(block: Uint8Array, where: string): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const stated = number(block.subarray(SUM_AT, SUM_AT + 8), `${where}: checksum`);
  if (stated !== sum(block)) throw new DomainError(`${where}: checksum`, `to be ${sum(block)}`, stated);
  const values = fields.map(([name, offset, length, kind]) => {
    const bytes = block.subarray(offset, offset + length);
    return [name, kind === "text" ? text(bytes) : number(bytes, `${where}: ${name}`)];
  });
  const header = Object.fromEntries(values) as unknown as TarHeader;
  const hasPrefix = text(block.subarray(MAGIC_AT, MAGIC_AT + 6)) === "ustar";
  const prefix = hasPrefix ? text(block.subarray(PREFIX_AT, PREFIX_AT + 155)) : "";
  return prefix === "" ? header : { ...header, name: `${prefix}/${header.name}` };
}

/** All bytes added up, those of the sum itself as spaces. A loop: this is most of the work of reading and writing. */
function sum(block: Uint8Array): number {
  let total = 8 * 32;
  for (let at = 0; at < TAR_BLOCK; at++) total += block[at]!;
  for (let at = SUM_AT; at < SUM_AT + 8; at++) total -= block[at]!;
  return total;
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Octal text; or, with the first bit set, a number in base 256. */
function number(bytes: Uint8Array, what: string): number {
  if (bytes[0] === 0x80) {
    const value = bytes.subarray(1).reduce((total, byte) => total * 256 + byte, 0);
    if (Number.isSafeInteger(value)) return value;
    throw new DomainError(what, "to be below 2^53", value);
  }
  let [value, digits, hasEnded] = [0, 0, false];
  for (const byte of bytes) {
    const digit = byte - 0x30;
    const isDigit = digit >= 0 && digit < 8 && !hasEnded;
    if (byte === 0) break;
    if (!isDigit && byte !== 0x20) throw new DomainError(what, "to be an octal number", text(bytes));
    if (isDigit) [value, digits] = [value * 8 + digit, digits + 1];
    else hasEnded = digits > 0;
  }
  return value;
}
