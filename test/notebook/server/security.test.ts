import { request as httpRequest } from "node:http";
import test from "ava";
import { send, serve, type TestServer } from "./support";

/** The status of a GET with headers that `fetch` does not let one set. */
async function statusWith(server: TestServer, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { port: server.port, path: "/api/status", method, headers };
    httpRequest(options, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });
}

test("without the token there is no answer, from no part of the API", async (t) => {
  const { baseUrl } = await serve(t);
  const paths = [
    "api/status",
    "api/contents",
    "api/kernels",
    "api/sessions",
    "lab/api/settings",
    "files/a",
    "api/me",
    "x",
  ];
  for (const path of paths) t.is((await send(baseUrl, { method: "GET", path })).status, 403, path);
});

test("a wrong token is as good as none", async (t) => {
  const { baseUrl, token } = await serve(t);
  for (const wrong of ["", "x", token.slice(1), `${token}x`, token.toUpperCase()]) {
    const headers = { authorization: `token ${wrong}` };
    t.is((await send(baseUrl, { method: "GET", path: "api/status", headers })).status, 403);
    t.is((await send(baseUrl, { method: "GET", path: `api/status?token=${wrong}` })).status, 403);
  }
});

test("the token is taken from the header in both forms, and from the query", async (t) => {
  const { baseUrl, token } = await serve(t);
  for (const authorization of [`token ${token}`, `Bearer ${token}`]) {
    t.is((await send(baseUrl, { method: "GET", path: "api/status", headers: { authorization } })).status, 200);
  }
  t.is((await send(baseUrl, { method: "GET", path: `api/status?token=${token}` })).status, 200);
});

test("a page with the token in its address is sent on without it, with a cookie that no script and no other site can use", async (t) => {
  const { baseUrl, token, port } = await serve(t);
  const first = await send(baseUrl, { method: "GET", path: `lab/tree/a.ipynb?token=${token}&x=1` });
  t.is(first.status, 302);
  t.is(first.headers.get("location"), "/lab/tree/a.ipynb?x=1");
  const cookie = first.headers.get("set-cookie")!;
  t.is(cookie, `strata-token-${port}=${token}; Path=/; HttpOnly; SameSite=Strict`);
  const headers = { cookie: cookie.split(";")[0]! };
  t.is((await send(baseUrl, { method: "GET", path: "api/status", headers })).status, 200);
});

test("the redirect never leads to another host", async (t) => {
  const { baseUrl, token } = await serve(t);
  const { headers } = await send(baseUrl, { method: "GET", path: `/evil.example/lab?token=${token}` });
  t.notRegex(headers.get("location") ?? "/", /^\/\//);
});

test("a page without the token says what to do", async (t) => {
  const { baseUrl } = await serve(t);
  const { status, text } = await send(baseUrl, { method: "GET", path: "lab" });
  t.is(status, 403);
  t.regex(text, /printed where Strata was started/);
});

test("a name that is not this machine's is refused, token or not: DNS rebinding", async (t) => {
  const server = await serve(t);
  const authorization = `token ${server.token}`;
  for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1.evil.example", "localhost@evil"]) {
    t.is(await statusWith(server, { host, authorization }), 403, host);
  }
  for (const host of ["localhost", "127.0.0.1:9", "[::1]:8888"]) {
    t.is(await statusWith(server, { host, authorization }), 200, host);
  }
});

test("a change that another site, or another port of this machine, asks for is refused", async (t) => {
  const server = await serve(t);
  const cookie = `strata-token-${server.port}=${server.token}`;
  const origins = ["http://evil.example", `http://127.0.0.1:${server.port + 1}`, "http://localhost:1", "null"];
  for (const origin of origins) {
    t.is((await server.call("POST", "api/contents", { type: "file" }, { origin, cookie })).status, 403, origin);
  }
  const origin = server.baseUrl.slice(0, -1);
  t.is((await server.call("POST", "api/contents", { type: "file" }, { origin })).status, 201);
});

test("a WebSocket that another site opens is refused", async (t) => {
  const server = await serve(t);
  const { body } = await server.call("POST", "api/kernels");
  const socket = server.socket(`api/kernels/${body.id as string}/channels`, [], { origin: "http://evil.example" });
  const error = await new Promise<Error>((resolve) => socket.on("error", resolve));
  t.regex(error.message, /403/);
});

test("every answer keeps the page from being framed, sniffed and fed from elsewhere", async (t) => {
  const { call } = await serve(t);
  const { headers } = await call("GET", "api/status");
  t.regex(headers.get("content-security-policy")!, /frame-ancestors 'self'/);
  t.regex(headers.get("content-security-policy")!, /default-src 'self'/);
  t.is(headers.get("x-content-type-options"), "nosniff");
  t.is(headers.get("cross-origin-resource-policy"), "same-origin");
});
