/**
 * What control files understand: numbers, sizes, "max". Each gives the value, or Linux's error name.
 *
 * ```text
 *   "100"  "max"  "64M"  "20000 100000"      EINVAL: not to be read      ERANGE: out of range
 * ```
 *
 * Source: Linux, "Control Group v2", section "Conventions"; lib/cmdline.c for the letters of sizes.
 *
 * @packageDocumentation
 */
import { PAGE_BYTES } from "../files";
import { done, failed, type Result } from "../result";

/** A whole number from `least` to `most`; `outside` is the error if it is another one. */
export function parseWhole(
  text: string,
  { least, most, outside }: { readonly least: number; readonly most: number; readonly outside: "EINVAL" | "ERANGE" },
): Result<number> {
  const words = text.trim();
  if (!/^[+-]?\d+$/.test(words)) return failed("EINVAL");
  const value = Number(words);
  return value >= least && value <= most ? done(value) : failed(outside);
}

/** "max" as Infinity, or a whole number from 0 on. */
export function parseLimit(text: string, outside: "EINVAL" | "ERANGE"): Result<number> {
  if (text.trim() === "max") return done(Infinity);
  return parseWhole(text, { least: 0, most: 2 ** 31 - 1, outside });
}

/** "max" as Infinity, or a size in bytes, as "64M"; in whole pages, rounded down. */
export function parsePages(text: string): Result<number> {
  if (text.trim() === "max") return done(Infinity);
  const found = /^(\d+)([kmgt]?)$/i.exec(text.trim());
  if (found === null) return failed("EINVAL");
  const bytes = Number(found[1]) * 1024 ** " kmgt".indexOf(found[2]!.toLowerCase() || " ");
  return done(Math.floor(bytes / PAGE_BYTES));
}

/** A limit as it is read. */
export function showLimit(value: number): string {
  return value === Infinity ? "max" : String(value);
}

/** Pages as they are read: in bytes. */
export function showPages(pages: number): string {
  return showLimit(pages * PAGE_BYTES);
}

/** Named numbers, a line each. */
export function showFields(fields: Readonly<Record<string, number>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${Math.floor(value)}\n`)
    .join("");
}
