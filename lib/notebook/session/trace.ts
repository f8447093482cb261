/**
 * Stack traces that speak of the reader's own lines: cells as `In[3]:2:9`, modules and the library by their TypeScript source. Frames of
 * Node and of the session itself are left out.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import path from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { CellMap } from "./sourceMap";

/** A compiled text: its map and how many columns were put before its first line. */
interface Mapped {
  map: CellMap | undefined;
  columns: number;
}

/** A cell, with the text that was typed. */
interface MappedCell extends Mapped {
  source: string;
}

/** Where a frame of a trace lies. */
interface Location {
  file: string;
  line: number;
  /** From 1. */
  column: number;
}

const HERE = __dirname;

/** Knows every cell and module of a session, and writes traces in their terms. */
export class TraceMapper {
  readonly #cells = new Map<string, MappedCell>();
  readonly #modules = new Map<string, Mapped>();
  readonly #files = new Map<string, TraceMap | undefined>();

  addCell(name: string, cell: MappedCell): void {
    this.#cells.set(name, cell);
  }

  addModule(file: string, module: Mapped): void {
    this.#modules.set(file, module);
  }

  /** The text of a cell, by its name in traces. */
  source(name: string): string | undefined {
    return this.#cells.get(name)?.source;
  }

  /** Makes every `error.stack` of this process a trace in the reader's terms. */
  install(): void {
    Error.prepareStackTrace = (error, sites) => {
      const frames = sites.map((site) => this.#frame(site)).filter((frame) => frame !== undefined);
      return [heading(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
    };
  }

  #frame(site: NodeJS.CallSite): string | undefined {
    const location = this.#locate(site);
    if (location === undefined) return undefined;
    const place = `${location.file}:${location.line}:${location.column}`;
    const name = this.#cells.has(location.file) ? functionName(site) : (site.getFunctionName() ?? undefined);
    const called = site.isConstructor() ? `new ${name ?? "<anonymous>"}` : name;
    return called === undefined ? place : `${site.isAsync() ? "async " : ""}${called} (${place})`;
  }

  #locate(site: NodeJS.CallSite): Location | undefined {
    const file = site.getFileName();
    const line = site.getLineNumber();
    const column = site.getColumnNumber();
    if (!file || line === null || column === null || file.startsWith("node:")) return undefined;
    const known = this.#cells.get(file) ?? this.#modules.get(file);
    if (known !== undefined) return throughCellMap(known, { file, line, column });
    if (path.dirname(file) === HERE) return undefined;
    return this.#throughFileMap({ file, line, column });
  }

  /** The library is compiled ahead; its `.js.map` stands beside it. */
  #throughFileMap(location: Location): Location {
    if (!this.#files.has(location.file)) this.#files.set(location.file, readMap(`${location.file}.map`));
    const map = this.#files.get(location.file);
    if (map === undefined) return location;
    const { source, line, column } = originalPositionFor(map, { line: location.line, column: location.column - 1 });
    if (source === null) return location;
    return { file: path.resolve(path.dirname(location.file), source), line, column: column + 1 };
  }
}

function throughCellMap({ map, columns }: Mapped, { file, line, column }: Location): Location | undefined {
  const shifted = line === 1 ? column - 1 - columns : column - 1;
  const place = map?.original({ line, column: shifted });
  return place && { file, line: place.line, column: place.column + 1 };
}

/** The function that the frame is in, unless it is the one that wraps the cell. */
function functionName(site: NodeJS.CallSite): string | undefined {
  const name = site.getFunctionName();
  if (name === null || name === "") return undefined;
  const type = site.getTypeName();
  return site.isToplevel() || type === null || type === "Object" || name.startsWith(`${type}.`)
    ? name
    : `${type}.${name}`;
}

function heading(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "Error";
  }
}

function readMap(file: string): TraceMap | undefined {
  try {
    return new TraceMap(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
