import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import type WebSocket from "ws";
import type { Message } from "../../../lib/notebook/kernel/message";
import { type Framed, legacyFraming, v1, v1Framing } from "../../../lib/notebook/server/framing";
import { request, serve, type TestServer } from "./support";

test("a kernel is started, listed, restarted, interrupted and ended", async (t) => {
  const { call, kernels } = await serve(t);
  const made = await call("POST", "api/kernels", { name: "strata" });
  t.is(made.status, 201);
  const path = `api/kernels/${made.body.id as string}`;
  t.is(made.headers.get("location"), `/${path}`);
  t.like((await call("GET", path)).body, { name: "strata", execution_state: "idle", connections: 0 });
  t.is((await call("GET", "api/kernels")).body.length, 1);
  t.is((await call("POST", `${path}/interrupt`)).status, 204);
  t.is((await call("POST", `${path}/restart`)).body.id, made.body.id);
  t.is((await call("DELETE", path)).status, 204);
  t.is((await call("GET", path)).status, 404);
  t.deepEqual(kernels[0]!.calls, ["start", "interrupt", "restart", "shutdown"]);
});

test("a kernel of another name is refused, and it is said which there is", async (t) => {
  const { call, kernels } = await serve(t);
  const message = 'No kernel named "python3"; there is: strata.';
  t.like(await call("POST", "api/kernels", { name: "python3" }), { status: 404, body: { message, reason: null } });
  const session = { path: "a.ipynb", type: "notebook", name: "a", kernel: { name: "python3" } };
  t.like(await call("POST", "api/sessions", session), { status: 404, body: { message, reason: null } });
  t.is(kernels.length, 0);
});

test("the specification names our kernel, its language and a logo", async (t) => {
  const { call } = await serve(t);
  const { body } = await call("GET", "api/kernelspecs");
  t.is(body.default, "strata");
  const { spec, resources } = body.kernelspecs.strata;
  t.like(spec, { display_name: "TypeScript (Strata)", language: "typescript" });
  t.regex((await call("GET", (resources["logo-svg"] as string).slice(1))).text, /^<svg/);
});

test("a session runs in its notebook's folder, is found again by its path, and ends its kernel", async (t) => {
  const { root, call, kernels } = await serve(t);
  await mkdir(join(root, "d"));
  const body = { path: "d/a.ipynb", type: "notebook", name: "a.ipynb", kernel: { name: "strata" } };
  const [one, two] = await Promise.all([call("POST", "api/sessions", body), call("POST", "api/sessions", body)]);
  t.is(one.status, 201);
  t.is(one.body.id, two.body.id);
  t.is(kernels.length, 1);
  t.is(kernels[0]!.options.cwd, join(root, "d"));
  t.is((await call("GET", "api/sessions")).body[0].kernel.id, one.body.kernel.id);
  const path = `api/sessions/${one.body.id as string}`;
  t.is((await call("PATCH", path, { path: "b.ipynb" })).body.path, "b.ipynb");
  const changed = await call("PATCH", path, { kernel: { name: "strata" } });
  t.not(changed.body.kernel.id, one.body.kernel.id);
  t.true(kernels[0]!.calls.includes("shutdown"));
  t.is((await call("DELETE", path)).status, 204);
  t.deepEqual((await call("GET", "api/kernels")).body, []);
});

test("a session whose kernel is gone is gone", async (t) => {
  const { call } = await serve(t);
  const { body } = await call("POST", "api/sessions", { path: "a", type: "console", name: "", kernel: {} });
  await call("DELETE", `api/kernels/${body.kernel.id as string}`);
  t.deepEqual((await call("GET", "api/sessions")).body, []);
  t.is((await call("GET", `api/sessions/${body.id as string}`)).status, 404);
});

/** Collects what comes until an iopub status says idle. */
async function untilIdle(socket: WebSocket, decode: (frame: Buffer, isBinary: boolean) => Framed): Promise<Framed[]> {
  const found: Framed[] = [];
  return new Promise((resolve) => {
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      found.push(decode(data, isBinary));
      if (found.at(-1)!.message.content["execution_state"] === "idle") resolve(found);
    });
  });
}

async function open(server: TestServer, protocols: string[] = []): Promise<WebSocket> {
  const { body } = await server.call("POST", "api/kernels");
  const socket = server.socket(`api/kernels/${body.id as string}/channels?session_id=s`, protocols);
  await once(socket, "open");
  return socket;
}

const execute = {
  channel: "shell",
  message: request("execute_request", { code: "1 + 1" }, [Buffer.from([1, 2])]),
} as const;

test("messages go both ways in the default framing, with buffers", async (t) => {
  const socket = await open(await serve(t));
  t.is(socket.protocol, "");
  const answers = untilIdle(socket, (data, binary) => legacyFraming.decode(binary ? data : data.toString()));
  socket.send(legacyFraming.encode(execute));
  const found = await answers;
  t.deepEqual(
    found.map(({ channel, message }) => [channel, message.header.msg_type]),
    [
      ["iopub", "status"],
      ["iopub", "stream"],
      ["shell", "execute_reply"],
      ["iopub", "status"],
    ],
  );
  t.is(found[1]!.message.content["text"], "1 + 1");
  t.deepEqual([...found[1]!.message.buffers[0]!], [1, 2]);
});

test("a client hears of a restart that nobody asked for, and not of one that it asked for itself", async (t) => {
  const server = await serve(t);
  const socket = await open(server);
  const states: unknown[] = [];
  socket.on("message", (data: Buffer) => {
    states.push((JSON.parse(data.toString()) as Message).content["execution_state"]);
  });
  const { body } = await server.call("GET", "api/kernels");
  await server.call("POST", `api/kernels/${body[0].id as string}/restart`);
  server.kernels[0]!.die();
  const closed = once(socket, "close");
  await server.call("DELETE", `api/kernels/${body[0].id as string}`);
  await closed;
  t.deepEqual(states, ["idle", "restarting", "idle"]);
});

test("the v1 framing is chosen by name where it is offered", async (t) => {
  const socket = await open(await serve(t), [v1]);
  t.is(socket.protocol, v1);
  const answers = untilIdle(socket, (data) => v1Framing.decode(data));
  socket.send(v1Framing.encode(execute));
  t.is((await answers)[2]!.message.header.msg_type, "execute_reply");
});

test("a frame that is no message ends the connection with a reason, and no other", async (t) => {
  const server = await serve(t);
  const socket = await open(server);
  socket.send("{}");
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  t.is(code, 1007);
  t.regex(reason.toString(), /no header/);
  t.is((await server.call("GET", "api/status")).status, 200);
});

test("connections are counted, and end with their kernel", async (t) => {
  const server = await serve(t);
  const socket = await open(server);
  const { body } = await server.call("GET", "api/kernels");
  t.is(body[0].connections, 1);
  const closed = once(socket, "close");
  await server.call("DELETE", `api/kernels/${body[0].id as string}`);
  t.is((await closed)[0], 1001);
});

test("a WebSocket on a kernel that is none is refused", async (t) => {
  const server = await serve(t);
  const socket = server.socket("api/kernels/none/channels");
  const [error] = (await once(socket, "error")) as [Error];
  t.regex(error.message, /404/);
});

test("ending the server ends its kernels", async (t) => {
  const server = await serve(t);
  const socket = await open(server);
  const closed = once(socket, "close");
  await server.close();
  await closed;
  await server.closed;
  t.true(server.kernels[0]!.calls.includes("shutdown"));
});
