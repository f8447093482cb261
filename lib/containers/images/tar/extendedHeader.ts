/**
 * Extended headers: what does not fit the 512 bytes goes before them, as text.
 *
 * ```text
 * 30 mtime=1350244992.023960108\n      length of the whole line, key, value
 * 27 SCHILY.xattr.user.note=hi\n       an extended attribute; its value may be any bytes
 * ```
 *
 * Source: POSIX.1-2017, pax, "pax Extended Header"; libarchive, tar(5), for the names of extended attributes.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";

/** Key and value. */
export type ExtendedRecords = ReadonlyMap<string, Uint8Array>;

/** Where extended attributes are: this and their name. */
export const XATTR_PREFIX = "SCHILY.xattr.";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes records, in their order. */
export function encodeRecords(records: ExtendedRecords): Uint8Array {
  const lines = [...records].map(([key, value]) => {
    const rest = encoder.encode(` ${key}=`);
    const length = lengthWithItself(rest.length + value.length + 1);
    return Buffer.concat([encoder.encode(String(length)), rest, value, encoder.encode("\n")]);
  });
  return new Uint8Array(Buffer.concat(lines));
}

/** The length counts its own digits. */
function lengthWithItself(others: number): number {
  let length = others + String(others).length;
  if (String(length).length > String(others).length) length = others + String(length).length;
  return length;
}

/**
 * Reads records.
 *
 * @throws {@link DomainError} if a line's length is wrong, or it has no key; `where` names the entry
 */
export function decodeRecords(bytes: Uint8Array, where: string): ExtendedRecords {
  const records = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(decoder.decode(bytes.subarray(at, space)));
    const line = bytes.subarray(space + 1, at + length - 1);
    const equals = line.indexOf(0x3d);
    const isWhole = Number.isInteger(length) && length > 0 && bytes[at + length - 1] === 0x0a && equals > 0;
    if (!isWhole)
      throw new DomainError(
        `${where}: extended header`,
        'to consist of lines "length key=value"',
        decoder.decode(bytes.subarray(at, at + 40)),
      );
    records.set(decoder.decode(line.subarray(0, equals)), line.slice(equals + 1));
    at += length;
  }
  return records;
}
