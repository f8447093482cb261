/**
 * Small JSON documents by name, one file each: workspaces (which tabs are open where), and the sections of the older config API.
 *
 * Source: Project Jupyter, jupyterlab_server: workspaces_handler.py; jupyter_server: services/config/manager.py.
 *
 * @packageDocumentation
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "./atomicWrite";
import { isJson, type Json } from "./notebookFormat";

/** A document with when it was made and changed. */
export interface Stored {
  id: string;
  value: Json;
  created: string;
  last_modified: string;
}

/** The documents in one folder. */
export class NamedStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All documents. */
  async list(): Promise<Stored[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = await Promise.all(names.filter((name) => name.endsWith(".json")).map((name) => this.#read(name)));
    return found.filter((stored) => stored !== undefined);
  }

  /** The document with this id, if there is one that can be read. */
  async get(id: string): Promise<Stored | undefined> {
    return this.#read(fileName(id));
  }

  /** Keeps `value` under `id`. */
  async set(id: string, value: Json): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeAtomically(join(this.#folder, fileName(id)), JSON.stringify({ id, value }));
  }

  /** Forgets the document with this id. */
  async delete(id: string): Promise<void> {
    await rm(join(this.#folder, fileName(id)), { force: true });
  }

  async #read(name: string): Promise<Stored | undefined> {
    const file = join(this.#folder, name);
    try {
      const { id, value } = JSON.parse(await readFile(file, "utf8")) as { id: string; value: unknown };
      const { birthtime, mtime } = await stat(file);
      if (!isJson(value)) return undefined;
      return { id, value, created: birthtime.toISOString(), last_modified: mtime.toISOString() };
    } catch {
      return undefined;
    }
  }
}

/** Any id gives a harmless name, and two ids never the same. */
function fileName(id: string): string {
  const readable = id.replace(/[^a-z0-9]+/gi, "-").slice(0, 40);
  return `${readable}-${createHash("sha256").update(id).digest("hex").slice(0, 12)}.json`;
}
