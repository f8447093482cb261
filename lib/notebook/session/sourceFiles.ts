/**
 * Parsed files, kept from cell to cell. A cell is parsed each time; a source file that a cell imports, when it was saved since;
 * declarations, once.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import path from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { parsedAhead, ts } from "./typescript";

interface Kept {
  file: TypeScript.SourceFile;
  modified: number;
}

/** The files of one program. */
export class SourceFiles {
  readonly #sys: TypeScript.System;
  readonly #kept = new Map<string, Kept>();
  readonly #told = new WeakSet<TypeScript.SourceFile>();

  constructor(sys: TypeScript.System) {
    this.#sys = sys;
  }

  /** `name`, parsed; undefined if there is no such file. */
  get(
    name: string,
    options: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions,
  ): TypeScript.SourceFile | undefined {
    const kept = this.#kept.get(name);
    if (kept !== undefined && !this.#isStale(name, kept)) return kept.file;
    const ahead = kept === undefined ? parsedAhead(name) : undefined;
    const file = ahead ?? this.#parse(name, options);
    if (file !== undefined) this.#kept.set(name, { file, modified: isOwnSource(name) ? modified(name) : 0 });
    return file;
  }

  /** Whether the files that cells import are as they were when they were parsed. */
  areCurrent(): boolean {
    return [...this.#kept].every(([name, kept]) => isCell(name) || !this.#isStale(name, kept));
  }

  /** True the first time that it is asked of a parsed file. */
  isNew(file: TypeScript.SourceFile): boolean {
    if (this.#told.has(file)) return false;
    this.#told.add(file);
    return true;
  }

  #isStale(name: string, { modified: before }: Kept): boolean {
    if (isCell(name)) return true; // also when the text is the same: the converter leaves marks in what it compiles
    return isOwnSource(name) && modified(name) !== before;
  }

  #parse(
    name: string,
    options: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions,
  ): TypeScript.SourceFile | undefined {
    const text = this.#sys.readFile(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, options);
  }
}

/** Whether `name` is a TypeScript or JavaScript file of the reader's, not a declaration and not of a package. */
export function isOwnSource(name: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(name) && !name.endsWith(".d.ts") && !name.includes("/node_modules/") && !isCell(name);
}

/** The converter's own two files, which are not on the disk. */
function isCell(name: string): boolean {
  const base = path.basename(name);
  return base.startsWith("__tslab__.") || base === "__prev__.d.ts";
}

function modified(name: string): number {
  return fs.statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
