/**
 * What a cell of a table may hold, and the value that it stands for.
 *
 * @packageDocumentation
 */

/** A column: its name in the file, and how its cells are read. */
export interface Column<Value> {
  /** Name in the first line of the file. */
  readonly name: string;
  /** What a cell must be, in words. */
  readonly expected: string;
  /** The value of a cell, or that it is wrong. */
  readonly read: (cell: string) => { readonly is: Value } | "wrong";
}

/** Bounds of a number; both are allowed values. */
export interface Bounds {
  /** Least value; 0 if not given. */
  readonly from?: number;
  /** Greatest value; none if not given. */
  readonly to?: number;
}

/** Any text but the empty one. */
export function text(name: string, pattern = /./, expected = "text"): Column<string> {
  return { name, expected, read: (cell) => (pattern.test(cell) ? { is: cell } : "wrong") };
}

/** One of a few words. */
export function oneOf<const Word extends string>(name: string, words: readonly Word[]): Column<Word> {
  const read = (cell: string) => {
    const word = words.find((one) => one === cell);
    return word === undefined ? "wrong" : { is: word };
  };
  return { name, expected: words.join(" or "), read };
}

/** A number, written with a decimal point. */
export function number(name: string, { from = 0, to = Infinity }: Bounds = {}): Column<number> {
  const expected = to === Infinity ? `a number of at least ${from}` : `a number from ${from} to ${to}`;
  const read = (cell: string) => {
    const value = /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : NaN;
    return value >= from && value <= to ? { is: value } : "wrong";
  };
  return { name, expected, read };
}

/** A whole number. */
export function whole(name: string, bounds: Bounds = {}): Column<number> {
  const { expected, read } = number(name, bounds);
  return {
    name,
    expected: expected.replace("a number", "a whole number"),
    read: (cell) => (/^-?\d+$/.test(cell) ? read(cell) : "wrong"),
  };
}

/** A day of the calendar, as ISO 8601: `2017-11-12`. */
export function day(name: string): Column<string> {
  const isDay = (cell: string) => {
    const date = new Date(`${cell}T00:00:00Z`);
    return /^\d{4}-\d\d-\d\d$/.test(cell) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(cell);
  };
  return { name, expected: "a day like 2017-11-12", read: (cell) => (isDay(cell) ? { is: cell } : "wrong") };
}

/** A month, as ISO 8601: `2017-11`. */
export function month(name: string): Column<string> {
  return text(name, /^\d{4}-(0[1-9]|1[0-2])$/, "a month like 2017-11");
}

/** A column whose cells may be empty, which reads as `undefined`. */
export function optional<Value>(column: Column<Value>): Column<Value | undefined> {
  return {
    name: column.name,
    expected: `${column.expected}, or nothing`,
    read: (cell) => (cell === "" ? { is: undefined } : column.read(cell)),
  };
}
