/**
 * Notebooks as they lie on disk and as clients see them (nbformat 4).
 *
 * ```text
 * disk:   "source": ["let a = 1;\n", "a"]     one line a string, one space of indentation, newline at the end
 * client: "source": "let a = 1;\na"
 * ```
 *
 * Keys are written in the order of their names, as nbformat writes them, so that a save by either makes no difference. Left out:
 * conversion from format 3 and before.
 *
 * Source: Project Jupyter, nbformat: "The Notebook file format"; nbformat/v4/rwbase.py `split_lines`, `rejoin_lines`.
 *
 * @packageDocumentation
 */
import { randomBytes } from "node:crypto";
import { HttpError } from "./httpError";

/** Any JSON object. */
export type Json = Record<string, unknown>;

/** One cell. */
export interface Cell extends Json {
  cell_type: string;
  metadata: Json;
  source: unknown;
  outputs?: Json[];
}

/** A notebook of format 4. */
export interface Notebook extends Json {
  cells: Cell[];
  metadata: Json;
  nbformat: number;
  nbformat_minor: number;
}

/**
 * The notebook that `text` holds, strings joined and without marks of trust.
 *
 * @throws {@link HttpError} 400 in one sentence if it holds none.
 */
export function parseNotebook(text: string, path: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new HttpError(400, `${path} is no notebook: it is not valid JSON (${(error as Error).message}).`);
  }
  const notebook = checkNotebook(value, path);
  return { ...notebook, metadata: without(notebook.metadata, "trusted"), cells: notebook.cells.map(joinCell) };
}

/**
 * `value` as a notebook, if it has the parts of one.
 *
 * @throws {@link HttpError} 400 in one sentence if not.
 */
export function checkNotebook(value: unknown, path: string): Notebook {
  if (!isJson(value)) throw new HttpError(400, `${path} is no notebook: it is not a JSON object.`);
  if (value["nbformat"] !== 4) {
    const found = value["nbformat"] === undefined ? "none" : JSON.stringify(value["nbformat"]);
    throw new HttpError(400, `${path} is no notebook that can be opened: expected nbformat 4, got ${found}.`);
  }
  const cells = value["cells"];
  const whole = Array.isArray(cells) && cells.every((cell) => isJson(cell) && typeof cell["cell_type"] === "string");
  if (!whole) throw new HttpError(400, `${path} is no notebook: its cells are not a list of cells.`);
  return {
    ...value,
    nbformat: 4,
    nbformat_minor: Number(value["nbformat_minor"] ?? 0),
    metadata: isJson(value["metadata"]) ? value["metadata"] : {},
    cells: (cells as Cell[]).map((cell) => ({ ...cell, metadata: isJson(cell.metadata) ? cell.metadata : {} })),
  };
}

/** What is written to disk for `notebook`: format 4.5, every cell with an id, no marks of trust. */
export function formatNotebook(notebook: Notebook): string {
  const taken = new Set<unknown>();
  const cells = notebook.cells.map((cell) => withId(splitCell(cell), taken));
  const upgraded: Notebook = {
    ...notebook,
    metadata: without(without(notebook.metadata, "trusted"), "orig_nbformat"),
    cells,
    nbformat: 4,
    nbformat_minor: Math.max(5, notebook.nbformat_minor),
  };
  return `${JSON.stringify(sortKeys(upgraded), null, 1)}\n`;
}

/** A notebook with nothing in it yet. */
export function emptyNotebook(): Notebook {
  return { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** Whether `value` is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of `object` without `key`. */
function without<T extends Json>(object: T, key: string): T {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) as T;
}

/** `value` with the keys of every object in the order of their names. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJson(value)) return value;
  // Prototype-free, so that a key "__proto__" stays a key.
  const sorted = Object.create(null) as Json;
  for (const key of Object.keys(value).sort()) sorted[key] = sortKeys(value[key]);
  return sorted;
}

function joinCell(cell: Cell): Cell {
  return mapCell({ ...cell, metadata: without(cell.metadata, "trusted") }, join);
}

function splitCell(cell: Cell): Cell {
  return mapCell({ ...cell, metadata: without(cell.metadata, "trusted") }, split);
}

/** Applies `change` to every multi-line string of a cell: its source, its outputs' text and MIME data, its attachments. */
function mapCell(cell: Cell, change: (value: unknown) => unknown): Cell {
  const mapped: Cell = { ...cell, source: change(cell.source ?? "") };
  if (isJson(cell["attachments"])) {
    mapped["attachments"] = mapValues(cell["attachments"], (bundle) => mapBundle(bundle, change));
  }
  if (Array.isArray(cell.outputs)) mapped.outputs = cell.outputs.map((output) => mapOutput(output, change));
  return mapped;
}

function mapOutput(output: Json, change: (value: unknown) => unknown): Json {
  if (output["output_type"] === "stream") return { ...output, text: change(output["text"] ?? "") };
  return "data" in output ? { ...output, data: mapBundle(output["data"], change) } : output;
}

/** JSON stays as it is, also when it happens to be a string or a list. */
function mapBundle(bundle: unknown, change: (value: unknown) => unknown): unknown {
  if (!isJson(bundle)) return bundle;
  return mapValues(bundle, (value, type) => (/^application\/(.*\+)?json$/.test(type) ? value : change(value)));
}

function mapValues(object: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function join(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
}

function split(value: unknown): unknown {
  return typeof value === "string" ? (value.match(/[^\n]*\n|[^\n]+$/g) ?? []) : value;
}

/** Ids are kept; a cell without one, or with one that an earlier cell has, gets a new one. */
function withId(cell: Cell, taken: Set<unknown>): Cell {
  const kept = typeof cell["id"] === "string" && cell["id"] !== "" && !taken.has(cell["id"]);
  const id = kept ? cell["id"] : randomBytes(4).toString("hex");
  taken.add(id);
  return { ...cell, id };
}
