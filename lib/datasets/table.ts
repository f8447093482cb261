/**
 * Reads a table: a CSV file whose first line names the columns. What is wrong in it is told with file, line, column and value.
 *
 * ```text
 * instance_type,vcpus,...      columns: { instanceType: text("instance_type"), vcpus: whole("vcpus"), ... }
 * c5.18xlarge,72,...       --> { instanceType: "c5.18xlarge", vcpus: 72, ... }
 * ```
 *
 * Files are read when they are asked for, and those of the package once.
 *
 * @packageDocumentation
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { EnvironmentError } from "../errors";
import { PACKAGE_FOLDER } from "../packageFolder";
import type { Column } from "./columns";

/** Gives the rows of a table: of the package's own file, or of another file with the same columns. */
export type Loader<Row> = (file?: string) => readonly Row[];

/** A column for each field of a row. */
export type Columns<Row> = { readonly [Field in keyof Row]: Column<Row[Field]> };

/** Makes the loader of a table in `datasets/`. */
export function table<Row extends object>(name: string, columns: Columns<Row>): Loader<Row> {
  let own: readonly Row[] | undefined;
  return (file) => {
    if (file !== undefined) return readTable(file, file, columns);
    own ??= readTable(path.join(PACKAGE_FOLDER, "datasets", name), `datasets/${name}`, columns);
    return own;
  };
}

function readTable<Row extends object>(file: string, shown: string, columns: Columns<Row>): readonly Row[] {
  const [header, ...lines] = parseLines(readText(file, shown), shown);
  if (header === undefined) throw wrong(shown, "expected a first line with the names of columns, got an empty file");
  const fields = Object.entries<Column<unknown>>(columns).map(([field, column]) => {
    const at = header.cells.indexOf(column.name);
    if (at >= 0) return { field, column, at };
    throw wrong(`${shown}, line 1`, `expected a column ${column.name}, got ${header.cells.join(", ")}`);
  });
  const rows = lines.map(({ line, cells }) => {
    const values = fields.map(({ field, column, at }) => {
      const value = column.read(cells[at]!);
      if (value !== "wrong") return [field, value.is] as const;
      const place = `${shown}, line ${line}, column ${column.name}`;
      throw wrong(place, `expected ${column.expected}, got ${JSON.stringify(cells[at])}`, cells[at]);
    });
    return Object.freeze(Object.fromEntries(values)) as Row;
  });
  return Object.freeze(rows);
}

interface Line {
  /** Number of the line in the file on which the row ends, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

function parseLines(text: string, shown: string): Line[] {
  try {
    const records = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError)
      throw wrong(
        shown,
        error.message.replace(/^./, (first) => first.toLowerCase()),
      );
    throw error;
  }
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw wrong(shown, `expected a file that can be read, got ${(error as NodeJS.ErrnoException).code ?? "an error"}`);
  }
}

function wrong(place: string, what: string, value?: unknown): EnvironmentError {
  return new EnvironmentError("bad-file", `${place}: ${what}.`, value);
}
