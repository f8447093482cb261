/**
 * `/api/contents` and `/files`: the served folder over HTTP.
 *
 * Source: Project Jupyter, jupyter_server: "Contents API"; services/contents/handlers.py; files/handlers.py.
 *
 * @packageDocumentation
 */
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ReadOptions, SaveRequest } from "./contents";
import { type ContentsFormat, type ContentsType, mimeTypeOf } from "./contentsModel";
import { asHttpError, HttpError } from "./httpError";
import { isJson, type Json } from "./notebookFormat";
import type { ServerContext } from "./options";
import { normalize } from "./paths";

/** The largest body of a save, in bytes. */
const largestSave = 100 * 1024 * 1024;

/** Adds the contents API and the download of files. */
export function addContentsRoutes(app: FastifyInstance, context: ServerContext): void {
  const methods = { GET: read, POST: post, PUT: save, PATCH: rename, DELETE: remove };
  for (const url of ["/api/contents", "/api/contents/*"]) {
    for (const [method, handler] of Object.entries(methods)) {
      app.route({
        method,
        url,
        bodyLimit: largestSave,
        handler: (request, reply) => handler({ context, request, reply, ...targetOf(request) }),
      });
    }
  }
  app.get("/files/*", (request, reply) => download(context, request, reply));
}

interface Call {
  context: ServerContext;
  request: FastifyRequest;
  reply: FastifyReply;
  path: string;
  /** What of the file is meant: itself, its checkpoints, or its trust. */
  part: "file" | "checkpoints" | "trust";
  checkpoint: string | undefined;
}

async function read({ context, request, path, part }: Call): Promise<unknown> {
  if (part === "checkpoints") return context.checkpoints.list(path);
  const { type, format, content, hash } = request.query as Record<string, string | undefined>;
  const options: ReadOptions = {
    type: oneOf("type", type, ["directory", "notebook", "file"] as const),
    format: oneOf("format", format, ["json", "text", "base64"] as const),
    content: content === "0" ? "without" : "with",
    hash: hash === "1" ? "with" : "without",
  };
  return context.contents.get(path, options);
}

async function post({ context, request, reply, path, part, checkpoint }: Call): Promise<unknown> {
  if (part === "trust") {
    await context.contents.trust(path);
    return reply.code(201).send();
  }
  if (part === "checkpoints" && checkpoint !== undefined) {
    await context.checkpoints.restore(path, checkpoint);
    return reply.code(204).send();
  }
  if (part === "checkpoints") return created(reply, `${path}/checkpoints`, await context.checkpoints.create(path));
  const { copy_from: from, type, ext } = bodyOf(request);
  const extension = typeof ext === "string" ? ext : ".txt";
  const kind = type ?? (extension === ".ipynb" ? "notebook" : "file");
  const model =
    typeof from === "string"
      ? await context.contents.copy(from, path)
      : await context.contents.create(path, typeOf(kind), extension);
  return created(reply, model.path, model);
}

async function save({ context, request, reply, path }: Call): Promise<unknown> {
  const body = bodyOf(request);
  const copy = body["copy_from"];
  if (typeof copy === "string") throw new HttpError(400, "Cannot copy with PUT, only POST.");
  const empty = Object.keys(body).length === 0;
  const asked: SaveRequest = empty
    ? { type: "file", format: "text", content: "" }
    : {
        type: typeOf(body["type"] ?? (path.endsWith(".ipynb") ? "notebook" : "file")),
        format: oneOf("format", body["format"] ?? undefined, ["json", "text", "base64"] as const),
        content: body["content"],
        chunk: typeof body["chunk"] === "number" ? body["chunk"] : undefined,
      };
  const done = await context.contents.save(path, asked);
  return done.created ? created(reply, done.model.path, done.model) : done.model;
}

async function rename({ context, request, path }: Call): Promise<unknown> {
  const to = bodyOf(request)["path"];
  if (typeof to !== "string") throw new HttpError(400, `Expected the new path of ${path}, got ${JSON.stringify(to)}.`);
  return context.contents.rename(path, to);
}

async function remove({ context, reply, path, part, checkpoint }: Call): Promise<unknown> {
  if (part === "checkpoints") await context.checkpoints.delete(path, checkpoint ?? "");
  else await context.contents.delete(path);
  return reply.code(204).send();
}

/** Sends the file itself. A page or drawing from the folder runs no script with the rights of the notebook page. */
async function download(context: ServerContext, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const path = normalize((request.params as { "*": string })["*"]);
  try {
    const file = await context.contents.file(path);
    if (!(await stat(file)).isFile()) throw new HttpError(404, `No such file: ${path}`);
    const type = mimeTypeOf(path) ?? "application/octet-stream";
    const { download: asked } = request.query as Record<string, string | undefined>;
    if (/html|svg|xml/.test(type)) reply.header("content-security-policy", "sandbox; frame-ancestors 'self'");
    if (asked !== undefined)
      reply.header("content-disposition", `attachment; filename*=UTF-8''${encode(basename(path))}`);
    reply.header("content-type", /^text|json|javascript|typescript/.test(type) ? `${type}; charset=utf-8` : type);
    return await reply.sendFile(basename(file), dirname(file), { dotfiles: "allow", cacheControl: false });
  } catch (error) {
    throw asHttpError(error, path);
  }
}

function encode(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Which file a request is about: the rest of its path, without `/checkpoints[/id]` or `/trust` at the end. */
function targetOf(request: FastifyRequest): Pick<Call, "path" | "part" | "checkpoint"> {
  const rest = (request.params as Partial<Record<"*", string>>)["*"] ?? "";
  const found = /^(.*?)\/?(?:(?<=^|\/)checkpoints(?:\/([^/]+))?|(?<=\/)(trust))\/?$/s.exec(rest);
  if (!found || (found[3] && request.method !== "POST")) return { path: rest, part: "file", checkpoint: undefined };
  return { path: found[1] ?? "", part: found[3] ? "trust" : "checkpoints", checkpoint: found[2] };
}

function created(reply: FastifyReply, path: string, body: unknown): FastifyReply {
  const location = `/api/contents/${path.split("/").map(encodeURIComponent).join("/")}`;
  return reply.code(201).header("location", location).send(body);
}

/** The body of a request as an object; nothing is an empty one. */
export function bodyOf(request: FastifyRequest): Json {
  const { body } = request;
  if (body === undefined || body === null) return {};
  if (!isJson(body)) throw new HttpError(400, "Expected the body of the request to be a JSON object.");
  return body;
}

function typeOf(value: unknown): ContentsType {
  return oneOf("type", value, ["directory", "notebook", "file"] as const) ?? "file";
}

function oneOf<T extends ContentsType | ContentsFormat>(
  name: string,
  value: unknown,
  known: readonly T[],
): T | undefined {
  if (value === undefined || value === "") return undefined;
  if (known.includes(value as T)) return value as T;
  throw new HttpError(400, `Expected ${name} to be ${known.join(", ")}, got ${JSON.stringify(value)}.`, "bad request");
}
