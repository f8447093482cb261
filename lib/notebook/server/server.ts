/**
 * The notebook server: the Jupyter Server REST and WebSocket API on the notebooks of one folder, and the page that uses it.
 *
 * ```text
 * browser, VS Code, nbclient ──HTTP, WebSocket──> gate (Host, Origin, token) ──> contents │ sessions ──> kernels ──> a child each
 * ```
 *
 * Left out: terminals, nbconvert, hubs, collaboration.
 *
 * Source: Project Jupyter, jupyter_server: "REST API" (rest-api.yml); "WebSocket kernel wire protocols".
 *
 * @packageDocumentation
 */
import { createHash, randomBytes } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import websocket from "@fastify/websocket";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { EnvironmentError } from "../../errors";
import { chooseProtocol } from "./channels";
import { Checkpoints } from "./checkpoints";
import { Contents } from "./contents";
import { addContentsRoutes } from "./contentsRoutes";
import { dataFolder } from "./dataFolder";
import { codeOf, HttpError } from "./httpError";
import { addKernelRoutes } from "./kernelRoutes";
import { Kernels } from "./kernels";
import type { KernelHandle, KernelOptions } from "./kernelTypes";
import { addLabRoutes } from "./labRoutes";
import { NamedStore } from "./namedStore";
import type { RunningServer, ServerContext, ServerOptions } from "./options";
import { addPageRoutes, pathOf, refusedPage } from "./page";
import { addressOf, checkRequest, type Gate, isPage } from "./security";
import { Sessions } from "./sessions";
import { Settings } from "./settings";
import { TrustStore } from "./trust";

/** The largest body of a request other than a save, and the largest WebSocket message, in bytes. */
const largestBody = 16 * 1024 * 1024;
const largestMessage = 256 * 1024 * 1024;

/**
 * Serves the notebooks below `options.root`.
 *
 * @throws {@link EnvironmentError} if the folder is not there, or the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  const token = options.token ?? randomBytes(24).toString("hex");
  const app = createApp();
  let close: () => Promise<void> = () => app.close();
  const context = await createContext(options, () => void close());
  const gate: Gate = { token, host, port: () => (app.server.address() as AddressInfo).port };
  await addEverything(app, gate, context);
  await listen(app, options.port ?? 0, host);
  const baseUrl = `http://${host.includes(":") ? `[${host}]` : nameFor(host)}:${gate.port()}/`;
  const closed = new Promise<void>((resolve) => app.server.once("close", resolve));
  let closing: Promise<void> | undefined;
  close = () => (closing ??= context.kernels.shutdownAll().then(() => app.close()));
  const url = `${baseUrl.slice(0, -1)}${pathOf(context)}?token=${token}`;
  return { url, baseUrl, port: gate.port(), token, closed, close };
}

function createApp(): FastifyInstance {
  return fastify({
    bodyLimit: largestBody,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
  });
}

async function createContext(options: ServerOptions, shutdown: () => void): Promise<ServerContext> {
  const root = await folderOf(options.root);
  const data = options.settingsDir ?? dataFolder();
  const contents = new Contents(root, new TrustStore(join(data, "trust")));
  const kernels = new Kernels(options.createKernel ?? ownKernel);
  // Open tabs belong to a folder of notebooks, settings to the user.
  const place = createHash("sha256").update(root).digest("hex").slice(0, 16);
  return {
    contents,
    kernels,
    shutdown,
    checkpoints: new Checkpoints(contents),
    sessions: new Sessions(kernels, contents),
    settings: new Settings(options.frontendDir && join(options.frontendDir, "schemas.json"), join(data, "settings")),
    workspaces: new NamedStore(join(data, "workspaces", place)),
    config: new NamedStore(join(data, "config")),
    started: new Date(),
    frontendDir: options.frontendDir,
    defaultNotebook: options.defaultNotebook,
  };
}

/** Our kernel, loaded with the first notebook: the page need not wait for it. */
async function ownKernel(options: KernelOptions): Promise<KernelHandle> {
  const { Kernel } = await import("../kernel/kernel.js");
  return new Kernel(options);
}

async function addEverything(app: FastifyInstance, gate: Gate, context: ServerContext): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: largestMessage, handleProtocols: chooseProtocol },
  });
  app.addHook("onRequest", (request, reply) => checkRequest(gate, request, reply));
  app.removeAllContentTypeParsers();
  // Jupyter reads every body as JSON, whatever it is called.
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => parseBody(body as string, done));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    return reply.code(404).send({ message: `There is nothing at ${addressOf(request).pathname}.`, reason: null });
  });
  await addPageRoutes(app, context);
  addContentsRoutes(app, context);
  addKernelRoutes(app, context);
  addLabRoutes(app, context);
}

function parseBody(body: string, done: (error: Error | null, value?: unknown) => void): void {
  if (body.trim() === "") {
    done(null, undefined);
    return;
  }
  try {
    done(null, JSON.parse(body));
  } catch (error) {
    done(new HttpError(400, `The body of the request is not valid JSON (${(error as Error).message}).`));
  }
}

/** Refusals in their own words; our own mistakes, which nobody should see, in general ones. */
function answerError(error: FastifyError | HttpError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 403 && isPage(request, addressOf(request).pathname) && error.message.includes("token")) {
    return reply.code(403).type("text/html; charset=utf-8").send(refusedPage);
  }
  const message =
    error instanceof EnvironmentError || status < 500 || error instanceof HttpError
      ? error.message
      : `Internal error: ${error.message}`;
  const reason = error instanceof HttpError ? error.reason : null;
  return reply.code(status).send({ message: status === 413 ? tooLarge(error) : message, reason });
}

function tooLarge(error: FastifyError | HttpError): string {
  return error instanceof HttpError
    ? error.message
    : "What was sent is larger than this server takes (100 MiB for files).";
}

async function folderOf(root: string): Promise<string> {
  const real = await realpath(root).catch(() => undefined);
  if (real === undefined || !(await stat(real)).isDirectory()) {
    throw new EnvironmentError("bad-file", `There is no folder ${root} to serve notebooks from.`, root);
  }
  return real;
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new EnvironmentError("not-allowed", `Expected a port from 0 to 65535, got ${port}.`, port);
  }
  try {
    await app.listen({ port, host });
  } catch (error) {
    const text = portErrors[codeOf(error) ?? ""];
    throw text ? new EnvironmentError("not-allowed", `Port ${port} on ${host} ${text}; choose another.`, port) : error;
  }
}

const portErrors: Partial<Record<string, string>> = {
  EADDRINUSE: "is taken by another program",
  EACCES: "may not be used without special rights",
  EADDRNOTAVAIL: "is not an address of this machine",
};

/** Every address at once is none that a browser can open. */
function nameFor(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host;
}
