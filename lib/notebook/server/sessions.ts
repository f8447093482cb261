/**
 * Which notebook runs on which kernel. A page that is reloaded finds its kernel by the path of the notebook.
 *
 * Source: Project Jupyter, jupyter_server: "Sessions API"; services/sessions/handlers.py.
 *
 * @packageDocumentation
 */
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Contents } from "./contents";
import { HttpError } from "./httpError";
import type { KernelModel, Kernels } from "./kernels";
import { isJson } from "./notebookFormat";
import { normalize } from "./paths";

/** A session as a client is told of it. */
export interface SessionModel {
  id: string;
  path: string;
  name: string;
  type: string;
  kernel: KernelModel;
  /** For clients of the API before version 5. */
  notebook?: { path: string; name: string };
}

interface Session {
  id: string;
  path: string;
  name: string;
  type: string;
  kernelId: string;
}

/** The sessions of one server, by id. */
export class Sessions {
  readonly #kernels: Kernels;
  readonly #contents: Contents;
  readonly #sessions = new Map<string, Session>();
  readonly #starting = new Map<string, Promise<SessionModel>>();

  constructor(kernels: Kernels, contents: Contents) {
    this.#kernels = kernels;
    this.#contents = contents;
  }

  /** All sessions whose kernel still runs. */
  list(): SessionModel[] {
    for (const [id, session] of this.#sessions) if (!this.#kernels.has(session.kernelId)) this.#sessions.delete(id);
    return [...this.#sessions.values()].map((session) => this.#model(session));
  }

  /** The session with this id. */
  get(id: string): SessionModel {
    return this.#model(this.#find(id));
  }

  /** The session of a path, begun on a new kernel if there is none. Two requests at once get the same one. */
  async create(request: Record<string, unknown>): Promise<SessionModel> {
    const path = textOf(request, "path") ?? "";
    const type = textOf(request, "type") ?? "notebook";
    const key = `${type}\0${path}`;
    const found = this.list().find((session) => session.path === path && session.type === type);
    const known = this.#starting.get(key) ?? found;
    if (known) return known;
    const starting = this.#begin(request, { path, type, name: textOf(request, "name") ?? "" });
    this.#starting.set(key, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(key);
    }
  }

  /** Renames a session, or moves it to another kernel; the kernel it leaves is shut down. */
  async change(id: string, request: Record<string, unknown>): Promise<SessionModel> {
    const session = this.#find(id);
    session.path = textOf(request, "path") ?? session.path;
    session.name = textOf(request, "name") ?? session.name;
    session.type = textOf(request, "type") ?? session.type;
    if (isJson(request["kernel"])) {
      const before = session.kernelId;
      session.kernelId = await this.#kernelFor(request, session.path);
      if (session.kernelId !== before && this.#kernels.has(before)) await this.#kernels.shutdown(before);
    }
    return this.#model(session);
  }

  /** Ends a session and its kernel. */
  async delete(id: string): Promise<void> {
    const { kernelId } = this.#find(id);
    this.#sessions.delete(id);
    if (this.#kernels.has(kernelId)) await this.#kernels.shutdown(kernelId);
  }

  /** Where a kernel for the file at `path` starts: in the folder of the file. */
  async kernelOptions(path: string): Promise<{ cwd: string; env: Record<string, string> }> {
    const file = await this.#contents.file(normalize(path)).catch(() => resolve(this.#contents.root, "x"));
    const isFolder = await stat(file).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    const folder = isFolder ? file : dirname(file);
    const there = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    return { cwd: there ? folder : this.#contents.root, env: { JPY_SESSION_NAME: path } };
  }

  async #begin(request: Record<string, unknown>, known: Omit<Session, "id" | "kernelId">): Promise<SessionModel> {
    const kernelId = await this.#kernelFor(request, known.path);
    const session: Session = { ...known, id: randomUUID(), kernelId };
    this.#sessions.set(session.id, session);
    return this.#model(session);
  }

  async #kernelFor(request: Record<string, unknown>, path: string): Promise<string> {
    const kernel = isJson(request["kernel"]) ? request["kernel"] : {};
    const id = textOf(kernel, "id");
    if (id) return this.#kernels.get(id).id;
    return (await this.#kernels.start(kernel["name"], await this.kernelOptions(path))).id;
  }

  #find(id: string): Session {
    const session = this.#sessions.get(id);
    if (!session || !this.#kernels.has(session.kernelId)) throw new HttpError(404, `Session not found: ${id}`);
    return session;
  }

  #model({ id, path, name, type, kernelId }: Session): SessionModel {
    const model: SessionModel = { id, path, name, type, kernel: this.#kernels.model(kernelId) };
    return type === "notebook" ? { ...model, notebook: { path, name } } : model;
  }
}

function textOf(request: Record<string, unknown>, key: string): string | undefined {
  const value = request[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw new HttpError(400, `Expected ${key} to be a string, got ${JSON.stringify(value)}.`);
  return value;
}
