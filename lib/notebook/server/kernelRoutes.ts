/**
 * `/api/kernels`, `/api/kernelspecs` and `/api/sessions`.
 *
 * Source: Project Jupyter, jupyter_server: services/kernels/handlers.py, kernelspecs/handlers.py, sessions/handlers.py.
 *
 * @packageDocumentation
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { joinChannels } from "./channels";
import { bodyOf } from "./contentsRoutes";
import { HttpError } from "./httpError";
import { kernelName, kernelSpecModel, kernelSpecs, logo } from "./kernelSpec";
import type { ServerContext } from "./options";

/** Adds kernels, their specification, their WebSockets and sessions. */
export function addKernelRoutes(app: FastifyInstance, context: ServerContext): void {
  addSpecs(app);
  addKernels(app, context);
  addSessions(app, context);
}

function addSpecs(app: FastifyInstance): void {
  app.get("/api/kernelspecs", () => kernelSpecs());
  app.get("/api/kernelspecs/:name", (request) => {
    expectOurs(named(request));
    return kernelSpecModel();
  });
  app.get("/kernelspecs/:name/logo-svg.svg", (request, reply) => {
    expectOurs(named(request));
    return reply.type("image/svg+xml").header("cache-control", "max-age=3600").send(logo);
  });
}

function addKernels(app: FastifyInstance, { kernels, sessions }: ServerContext): void {
  app.get("/api/kernels", () => kernels.list());
  app.post("/api/kernels", async (request, reply) => {
    const { name, path } = bodyOf(request);
    const options = await sessions.kernelOptions(typeof path === "string" ? path : "");
    return created(reply, "kernels", await kernels.start(name, options));
  });
  app.get("/api/kernels/:id", (request) => kernels.model(idOf(request)));
  app.delete("/api/kernels/:id", async (request, reply) => {
    await kernels.shutdown(idOf(request));
    return reply.code(204).send();
  });
  app.post("/api/kernels/:id/interrupt", async (request, reply) => {
    await kernels.interrupt(idOf(request));
    return reply.code(204).send();
  });
  app.post("/api/kernels/:id/restart", (request) => kernels.restart(idOf(request)));
  const expectKernel = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    kernels.get(idOf(request));
    done();
  };
  app.get("/api/kernels/:id/channels", { websocket: true, preValidation: expectKernel }, (socket, request) => {
    joinChannels(socket, kernels.get(idOf(request)));
  });
}

function addSessions(app: FastifyInstance, { sessions }: ServerContext): void {
  app.get("/api/sessions", () => sessions.list());
  app.post("/api/sessions", async (request, reply) =>
    created(reply, "sessions", await sessions.create(bodyOf(request))),
  );
  app.get("/api/sessions/:id", (request) => sessions.get(idOf(request)));
  app.patch("/api/sessions/:id", (request) => sessions.change(idOf(request), bodyOf(request)));
  app.delete("/api/sessions/:id", async (request, reply) => {
    await sessions.delete(idOf(request));
    return reply.code(204).send();
  });
}

function created(reply: FastifyReply, kind: string, model: { id: string }): FastifyReply {
  return reply.code(201).header("location", `/api/${kind}/${model.id}`).send(model);
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}

function named(request: FastifyRequest): string {
  return (request.params as { name: string }).name;
}

function expectOurs(name: string): void {
  if (name !== kernelName)
    throw new HttpError(404, `No kernel named ${JSON.stringify(name)}; there is: ${kernelName}.`);
}
