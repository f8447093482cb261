/**
 * One checkpoint a file, in the hidden folder `.ipynb_checkpoints` beside it, as Jupyter keeps them: "Revert to Checkpoint".
 *
 * Source: Project Jupyter, jupyter_server: services/contents/filecheckpoints.py.
 *
 * @packageDocumentation
 */
import { lstat, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAtomically } from "./atomicWrite";
import { type Contents, checkpointFile } from "./contents";
import { asHttpError, HttpError } from "./httpError";
import { exists, normalize } from "./paths";

/** What a client is told of a checkpoint. */
export interface Checkpoint {
  id: string;
  last_modified: string;
}

const only = "checkpoint";

/** The checkpoints of the files of `contents`. */
export class Checkpoints {
  readonly #contents: Contents;

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** The checkpoints of the file at `path`: one or none. */
  async list(path: string): Promise<Checkpoint[]> {
    const saved = checkpointFile(await this.#existing(path));
    return (await exists(saved)) ? [await describe(saved)] : [];
  }

  /** Keeps the file at `path` as it is now. */
  async create(path: string): Promise<Checkpoint> {
    const file = await this.#existing(path);
    const saved = checkpointFile(file);
    return guard(path, async () => {
      await this.#expectNoLink(saved, path);
      await mkdir(dirname(saved), { recursive: true });
      await writeAtomically(saved, await readFile(file));
      return describe(saved);
    });
  }

  /** Puts the file at `path` back to what it was at its checkpoint. */
  async restore(path: string, id: string): Promise<void> {
    const file = await this.#contents.file(normalize(path));
    const saved = await this.#saved(file, path, id);
    await guard(path, async () => writeAtomically(file, await readFile(saved)));
  }

  /** Forgets a checkpoint. */
  async delete(path: string, id: string): Promise<void> {
    await rm(await this.#saved(await this.#contents.file(normalize(path)), path, id));
  }

  async #existing(path: string): Promise<string> {
    return guard(path, async () => {
      const file = await this.#contents.file(normalize(path));
      if (!(await stat(file)).isFile()) throw new HttpError(400, `${path} is no file; only files have checkpoints.`);
      return file;
    });
  }

  async #saved(file: string, path: string, id: string): Promise<string> {
    const saved = checkpointFile(file);
    if (id !== only || !(await exists(saved)))
      throw new HttpError(404, `${path} has no checkpoint ${JSON.stringify(id)}.`);
    await this.#expectNoLink(saved, path);
    return saved;
  }

  /** A linked checkpoint folder must not lead a copy out of the served folder. */
  async #expectNoLink(saved: string, path: string): Promise<void> {
    for (const part of [dirname(saved), saved]) {
      if (!(await exists(part)) || !(await lstat(part)).isSymbolicLink()) continue;
      throw new HttpError(403, `The checkpoint of ${path} is a link.`);
    }
  }
}

async function describe(saved: string): Promise<Checkpoint> {
  return { id: only, last_modified: (await stat(saved)).mtime.toISOString() };
}

async function guard<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asHttpError(error, path);
  }
}
