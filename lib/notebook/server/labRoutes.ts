/**
 * `/lab/api`: what JupyterLab keeps on its server, settings, workspaces, translations and themes; and the small services around it.
 *
 * Source: Project Jupyter, jupyterlab_server: rest-api.yml; jupyter_server: rest-api.yml.
 *
 * @packageDocumentation
 */
import { userInfo } from "node:os";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { bodyOf } from "./contentsRoutes";
import { HttpError } from "./httpError";
import { isJson, type Json } from "./notebookFormat";
import type { ServerContext } from "./options";

/** The version of the Jupyter Server API that is spoken here. */
const apiVersion = "2.17.0";

/** Adds JupyterLab's own services and the small ones of the Jupyter Server. */
export function addLabRoutes(app: FastifyInstance, context: ServerContext): void {
  addServer(app, context);
  addSettings(app, context);
  addWorkspaces(app, context);
  addConfig(app, context);
  addAbsent(app);
}

function addServer(app: FastifyInstance, context: ServerContext): void {
  const { kernels, started } = context;
  app.get("/api", () => ({ version: apiVersion }));
  app.get("/api/status", () => {
    const running = kernels.list();
    const moments = running.map((kernel) => kernel.last_activity);
    return {
      started: started.toISOString(),
      last_activity: moments.sort().at(-1) ?? started.toISOString(),
      connections: running.reduce((sum, kernel) => sum + kernel.connections, 0),
      kernels: running.length,
    };
  });
  app.get("/api/me", () => ({ identity: identity(), permissions: {} }));
  app.get("/api/events/subscribe", { websocket: true }, () => undefined);
  app.post("/api/events", (_request, reply) => reply.code(204).send());
  app.post("/api/shutdown", (_request, reply) => {
    setImmediate(() => context.shutdown());
    return reply.code(200).send({ message: "The server ends now." });
  });
}

function addSettings(app: FastifyInstance, { settings }: ServerContext): void {
  app.get("/lab/api/settings", async (request) => {
    const { ids_only: idsOnly } = request.query as Record<string, string | undefined>;
    const found = await settings.list();
    return { settings: idsOnly === "true" ? found.map(({ id }) => ({ id })) : found };
  });
  app.get("/lab/api/settings/*", (request) => settings.get(restOf(request)));
  app.put("/lab/api/settings/*", async (request, reply) => {
    await settings.set(restOf(request), bodyOf(request)["raw"]);
    return reply.code(204).send();
  });
}

function addWorkspaces(app: FastifyInstance, { workspaces }: ServerContext): void {
  app.get("/lab/api/workspaces", async () => {
    const found = (await workspaces.list()).map((stored) => workspaceOf(stored.id, stored));
    return { workspaces: { ids: found.map(({ metadata }) => metadata.id), values: found } };
  });
  app.get("/lab/api/workspaces/*", async (request) =>
    workspaceOf(restOf(request), await workspaces.get(restOf(request))),
  );
  app.put("/lab/api/workspaces/*", async (request, reply) => {
    const { data } = bodyOf(request);
    if (!isJson(data)) throw new HttpError(400, "Expected the data of the workspace to be a JSON object.");
    await workspaces.set(restOf(request), data);
    return reply.code(204).send();
  });
  app.delete("/lab/api/workspaces/*", async (request, reply) => {
    await workspaces.delete(restOf(request));
    return reply.code(204).send();
  });
}

interface Workspace {
  data: Json;
  metadata: { id: string; created?: string; last_modified?: string };
}

/** One that was never saved is empty. */
function workspaceOf(id: string, stored?: { value: Json; created: string; last_modified: string }): Workspace {
  if (!stored) return { data: {}, metadata: { id } };
  return { data: stored.value, metadata: { id, created: stored.created, last_modified: stored.last_modified } };
}

function addConfig(app: FastifyInstance, { config }: ServerContext): void {
  app.get("/api/config/:section", async (request) => (await config.get(sectionOf(request)))?.value ?? {});
  app.put("/api/config/:section", async (request, reply) => {
    await config.set(sectionOf(request), bodyOf(request));
    return reply.code(204).send();
  });
  app.patch("/api/config/:section", async (request) => {
    const before = (await config.get(sectionOf(request)))?.value ?? {};
    const after = Object.fromEntries(
      Object.entries({ ...before, ...bodyOf(request) }).filter(([, value]) => value !== null),
    );
    await config.set(sectionOf(request), after);
    return after;
  });
}

/** What clients ask for and is not here, each answered so that they go on. */
function addAbsent(app: FastifyInstance): void {
  const english = { displayName: "English", nativeName: "English" };
  app.get("/lab/api/translations", () => ({ data: { en: english }, message: "" }));
  app.get("/lab/api/translations/:locale", () => ({ data: {}, message: "" }));
  app.get("/lab/api/listings/*", () => ({}));
  app.get("/api/nbconvert", () => ({}));
  app.get("/api/spec.yaml", () => {
    throw new HttpError(404, "The specification of this API is Jupyter Server's.");
  });
  app.get("/api/terminals", () => []);
  app.post("/api/terminals", () => {
    throw new HttpError(404, "This server has no terminals; use your own.");
  });
}

function identity(): object {
  const name = nameOfUser();
  const initials = name.slice(0, 2).toUpperCase();
  return { username: name, name, display_name: name, initials, avatar_url: null, color: null };
}

/** Some containers give their user no name. */
function nameOfUser(): string {
  try {
    return userInfo().username || "student";
  } catch {
    return "student";
  }
}

function restOf(request: FastifyRequest): string {
  return (request.params as { "*": string })["*"];
}

function sectionOf(request: FastifyRequest): string {
  return (request.params as { section: string }).section;
}
