/**
 * The served folder, read and written through the contents API: what JupyterLab's file browser and editors do.
 *
 * Writes are atomic. Nothing outside the folder and nothing hidden is reachable. Folders that hold something are not deleted.
 *
 * Source: Project Jupyter, jupyter_server: "Contents API"; services/contents/filemanager.py.
 *
 * @packageDocumentation
 */
import type { Stats } from "node:fs";
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { kernelInfo } from "../kernel/kernelInfo";
import { writeAtomically } from "./atomicWrite";
import {
  type ContentsFormat,
  type ContentsModel,
  type ContentsType,
  describe,
  hashOf,
  mimeTypeOf,
  typeOf,
} from "./contentsModel";
import { asHttpError, codeOf, HttpError } from "./httpError";
import { kernelName } from "./kernelSpec";
import { checkNotebook, emptyNotebook, formatNotebook, isJson, type Notebook, parseNotebook } from "./notebookFormat";
import { exists, isHidden, normalize, resolveInside } from "./paths";
import type { TrustStore } from "./trust";

/** The name of the folder that holds checkpoints, and that a deleted folder may still hold. */
const checkpointFolder = ".ipynb_checkpoints";

/** Larger files are not sent as JSON, in bytes. */
const largestRead = 512 * 1024 * 1024;

/** What a client asks of a read. */
export interface ReadOptions {
  type?: ContentsType | undefined;
  format?: ContentsFormat | undefined;
  content: "with" | "without";
  hash: "with" | "without";
}

/** What a client saves. */
export interface SaveRequest {
  type: ContentsType;
  format?: ContentsFormat | undefined;
  content?: unknown;
  /** 1 for the first part of a large file, then 2 …, and -1 for the last; undefined for a whole one. */
  chunk?: number | undefined;
}

/** The files below one folder. */
export class Contents {
  /** The served folder, links resolved. */
  readonly root: string;
  readonly #trust: TrustStore;

  constructor(root: string, trust: TrustStore) {
    this.root = root;
    this.#trust = trust;
  }

  /** The file that an API path means. */
  async file(path: string): Promise<string> {
    return resolveInside(this.root, path);
  }

  /** What lies at `path`, with its content if asked. */
  async get(rawPath: string, options: ReadOptions): Promise<ContentsModel> {
    const path = normalize(rawPath);
    return this.#guard(path, async () => {
      const file = await this.file(path);
      const stats = await stat(file);
      const type = checkType(path, stats, options.type);
      const model = describe(path, stats, type);
      if (options.hash === "with" && type !== "directory") Object.assign(model, hashOf(await readFile(file)));
      if (options.content === "without") return model;
      if (type === "directory") return { ...model, format: "json", content: await this.#list(path, file) };
      if (stats.size > largestRead) throw new HttpError(413, `${path} is too large to open: ${stats.size} bytes.`);
      const data = await readFile(file);
      if (type === "notebook") return { ...model, format: "json", content: await this.#notebook(data, path) };
      return { ...model, ...encode(data, path, options.format) };
    });
  }

  /** Writes what a client saves, and answers how it lies on disk now and whether it is new. */
  async save(rawPath: string, request: SaveRequest): Promise<{ model: ContentsModel; created: boolean }> {
    const path = normalize(rawPath);
    return this.#guard(path, async () => {
      if (path === "") throw new HttpError(400, "Expected the path of a file, got the served folder itself.");
      const file = await this.file(path);
      const created = !(await exists(file));
      if (!created && request.type !== "directory" && (await stat(file)).isDirectory()) {
        throw new HttpError(400, `${path} is a directory, not a file.`, "bad type");
      }
      if (request.type === "directory") await makeFolder(file, path);
      else if (request.type === "notebook") await this.#saveNotebook(file, path, request);
      else await saveFile(file, path, request);
      // The parts of an upload lie hidden until the last has come.
      if (!(await exists(file))) return { model: describe(path, await stat(partFile(file)), request.type), created };
      const hash = request.type === "directory" || request.chunk !== undefined ? "without" : "with";
      return { model: await this.get(path, { type: request.type, content: "without", hash }), created };
    });
  }

  /** Makes an empty file, notebook or folder with a free name in the folder `parent`. */
  async create(parent: string, type: ContentsType, extension: string): Promise<ContentsModel> {
    await this.#expectFolder(parent);
    const [stem, suffix, gap] = untitled(type, extension);
    const name = await this.#freeName(parent, (n) => `${stem}${n === 0 ? "" : `${gap}${n}`}${suffix}`);
    const content = type === "notebook" ? emptyNotebook() : "";
    return (await this.save(inFolder(parent, name), { type, format: "text", content })).model;
  }

  /** Copies the file `from` into the folder `parent`, under its own name if that is free. */
  async copy(from: string, parent: string): Promise<ContentsModel> {
    const source = normalize(from);
    await this.#expectFolder(parent);
    return this.#guard(source, async () => {
      const sourceFile = await this.file(source);
      if ((await stat(sourceFile)).isDirectory())
        throw new HttpError(400, `${source} is a directory; only files are copied.`);
      const suffix = extname(source);
      const stem = basename(source, suffix).replace(/-Copy\d*$/, "");
      const name = await this.#freeName(parent, (n) => (n === 0 ? basename(source) : `${stem}-Copy${n}${suffix}`));
      const path = normalize(inFolder(parent, name));
      await copyFile(sourceFile, await this.file(path));
      return this.get(path, { content: "without", hash: "without" });
    });
  }

  /** Moves a file or folder to a path that is free. */
  async rename(rawFrom: string, rawTo: string): Promise<ContentsModel> {
    const [from, to] = [normalize(rawFrom), normalize(rawTo)];
    return this.#guard(from, async () => {
      if (from === "" || to === "") throw new HttpError(400, "The served folder itself cannot be renamed.");
      if (from !== to) await move(await this.file(from), await this.file(to), to);
      await this.#moveCheckpoint(from, to);
      return this.get(to, { content: "without", hash: "without" });
    });
  }

  /** Deletes a file, or a folder that holds nothing. */
  async delete(rawPath: string): Promise<void> {
    const path = normalize(rawPath);
    return this.#guard(path, async () => {
      if (path === "") throw new HttpError(400, "The served folder itself cannot be deleted.");
      const file = await this.file(path);
      if (!(await stat(file)).isDirectory()) return unlink(file);
      const held = (await readdir(file)).filter((name) => name !== checkpointFolder);
      if (held.length > 0) throw new HttpError(400, `The directory ${path} is not empty.`);
      await rm(join(file, checkpointFolder), { recursive: true, force: true });
      await rmdir(file);
    });
  }

  /** Signs the notebook at `path`: its user trusts it. */
  async trust(rawPath: string): Promise<void> {
    const path = normalize(rawPath);
    await this.#guard(path, async () => {
      await this.#trust.sign(parseNotebook(await readFile(await this.file(path), "utf8"), path));
    });
  }

  async #notebook(data: Buffer, path: string): Promise<unknown> {
    // A new file of no bytes is a notebook that nothing was written to yet.
    const notebook = data.length === 0 ? emptyNotebook() : parseNotebook(data.toString("utf8"), path);
    return this.#trust.mark(withLanguage(notebook));
  }

  async #saveNotebook(file: string, path: string, request: SaveRequest): Promise<void> {
    const notebook = checkNotebook(request.content, path);
    const text = formatNotebook(notebook);
    await writeAtomically(file, text);
    const marked = notebook.cells.map((cell) => cell.metadata["trusted"]);
    const saved = parseNotebook(text, path);
    const cells = saved.cells.map((cell, n) => ({ ...cell, metadata: { ...cell.metadata, trusted: marked[n] } }));
    await this.#trust.signIfTrusted({ ...saved, cells });
  }

  async #list(path: string, folder: string): Promise<ContentsModel[]> {
    const names = (await readdir(folder)).filter((name) => !isHidden(name) && !name.includes("\\"));
    const models = await Promise.all(names.map((name) => this.#entry(inFolder(path, name))));
    return models.filter((model) => model !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** One line of a listing; nothing for what may not be opened: links that lead outside, sockets, devices. */
  async #entry(path: string): Promise<ContentsModel | undefined> {
    try {
      const stats = await stat(await this.file(path));
      if (!stats.isFile() && !stats.isDirectory()) return undefined;
      return describe(path, stats, typeOf(path, stats));
    } catch {
      return undefined;
    }
  }

  async #expectFolder(path: string): Promise<void> {
    await this.get(path, { type: "directory", content: "without", hash: "without" });
  }

  async #freeName(parent: string, name: (n: number) => string): Promise<string> {
    for (let n = 0; ; n++) {
      if (!(await exists(await this.file(inFolder(parent, name(n)))))) return name(n);
    }
  }

  /** A checkpoint follows its file where that is easy; a lost one costs nothing that was saved. */
  async #moveCheckpoint(from: string, to: string): Promise<void> {
    const [old, moved] = [from, to].map((path) => checkpointFile(join(this.root, path)));
    if (!(await exists(old!))) return;
    await mkdir(dirname(moved!), { recursive: true });
    await rename(old!, moved!);
  }

  async #guard<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asHttpError(error, path);
    }
  }
}

/** A notebook of our kernel says what the kernel says of its language; else a client would find it changed as soon as it is open. */
function withLanguage(notebook: Notebook): Notebook {
  const spec = notebook.metadata["kernelspec"];
  if (!isJson(spec) || spec["name"] !== kernelName) return notebook;
  return { ...notebook, metadata: { ...notebook.metadata, language_info: kernelInfo()["language_info"] } };
}

/** Where the checkpoint of `file` lies. */
export function checkpointFile(file: string): string {
  const suffix = extname(file);
  return join(dirname(file), checkpointFolder, `${basename(file, suffix)}-checkpoint${suffix}`);
}

function inFolder(parent: string, name: string): string {
  return parent === "" ? name : `${parent}/${name}`;
}

function checkType(path: string, stats: Stats, asked: ContentsType | undefined): ContentsType {
  const type = typeOf(path, stats);
  if (!stats.isFile() && !stats.isDirectory()) throw new HttpError(400, `${path} is neither a file nor a directory.`);
  if (asked === undefined || asked === type) return type;
  if (type === "directory") throw new HttpError(400, `${path} is a directory, not a ${asked}.`, "bad type");
  if (asked === "directory") throw new HttpError(400, `${path} is not a directory.`, "bad type");
  return asked;
}

function encode(data: Buffer, path: string, format: ContentsFormat | undefined): Partial<ContentsModel> {
  const text = format === "base64" ? undefined : decode(data);
  if (text !== undefined) return { format: "text", mimetype: mimeTypeOf(path) ?? "text/plain", content: text };
  if (format === "text") throw new HttpError(400, `${path} is not UTF-8 encoded text.`, "bad format");
  return {
    format: "base64",
    mimetype: mimeTypeOf(path) ?? "application/octet-stream",
    content: data.toString("base64"),
  };
}

function decode(data: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}

async function makeFolder(file: string, path: string): Promise<void> {
  try {
    await mkdir(file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    if (!(await stat(file)).isDirectory()) throw new HttpError(400, `${path} is a file, not a directory.`, "bad type");
  }
}

async function saveFile(file: string, path: string, request: SaveRequest): Promise<void> {
  if (typeof request.content !== "string") throw new HttpError(400, `Expected the content of ${path} to be a string.`);
  const data = Buffer.from(request.content, request.format === "base64" ? "base64" : "utf8");
  if (request.chunk === undefined) return writeAtomically(file, data);
  const part = partFile(file);
  if (request.chunk === 1) await rm(part, { force: true });
  const handle = await open(part, request.chunk === 1 ? "wx" : "r+");
  try {
    await handle.write(data, 0, data.length, (await handle.stat()).size);
    if (request.chunk === -1) await handle.sync();
  } finally {
    await handle.close();
  }
  // The file appears whole, with the last part.
  if (request.chunk === -1) await rename(part, file);
}

function partFile(file: string): string {
  return join(dirname(file), `.${basename(file).slice(0, 60)}.upload`);
}

async function move(from: string, to: string, path: string): Promise<void> {
  const stats = await stat(from);
  const sameFile = (await exists(to)) && (await stat(to)).ino === stats.ino && from.toLowerCase() === to.toLowerCase();
  if (!sameFile && (await exists(to))) throw new HttpError(409, `There is already a file or directory ${path}.`);
  if (!stats.isFile() || sameFile) return rename(from, to);
  try {
    // Unlike a rename, a link never replaces what another process has just put there.
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST" || codeOf(error) === "ENOENT") throw error;
    return rename(from, to);
  }
  await unlink(from);
}

function untitled(type: ContentsType, extension: string): [stem: string, suffix: string, gap: string] {
  if (type === "directory") return ["Untitled Folder", "", " "];
  if (type === "notebook") return ["Untitled", ".ipynb", ""];
  return ["untitled", extension, ""];
}
