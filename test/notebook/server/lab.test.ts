import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { serve } from "./support";

/** A front end with one script, one theme and one schema. */
async function frontend(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "strata-frontend-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "themes/t"), { recursive: true });
  const schema = { type: "object", properties: { size: { type: "number", default: 1 } } };
  await writeFile(join(folder, "page.json"), JSON.stringify({ files: ["main.0123456789ab.js"] }));
  await writeFile(join(folder, "main.0123456789ab.js"), "1");
  await writeFile(join(folder, "themes/t/index.css"), "a {}");
  await writeFile(join(folder, "schemas.json"), JSON.stringify({ "@x/y:plugin": { version: "1", schema } }));
  return folder;
}

const plugin = "lab/api/settings/@x/y:plugin";

test("settings are kept as the user wrote them, comments included", async (t) => {
  const { call, data } = await serve(t, { frontendDir: await frontend(t) });
  t.like((await call("GET", plugin)).body, { id: "@x/y:plugin", raw: "{}", settings: {}, version: "1" });
  const raw = "{\n  // larger\n  size: 2,\n}";
  t.is((await call("PUT", plugin, { raw })).status, 204);
  t.like((await call("GET", plugin)).body, { raw, settings: { size: 2 }, warning: null });
  t.is(await readFile(join(data, "settings/@x/y/plugin.jupyterlab-settings"), "utf8"), raw);
  t.deepEqual((await call("GET", "lab/api/settings?ids_only=true")).body, { settings: [{ id: "@x/y:plugin" }] });
});

test("settings that are broken or belong to nothing are refused", async (t) => {
  const { call } = await serve(t, { frontendDir: await frontend(t) });
  t.is((await call("PUT", plugin, { raw: "{" })).status, 400);
  t.is((await call("PUT", "lab/api/settings/..%2f..%2fx:y", { raw: "{}" })).status, 404);
});

test("overrides of the machine become defaults", async (t) => {
  const data = await mkdtemp(join(tmpdir(), "strata-data-"));
  t.teardown(() => rm(data, { recursive: true, force: true }));
  await mkdir(join(data, "settings"));
  await writeFile(join(data, "settings/overrides.json"), '{"@x/y:plugin": {"size": 7}}');
  const { call } = await serve(t, { frontendDir: await frontend(t), settingsDir: data });
  t.is((await call("GET", plugin)).body.schema.properties.size.default, 7);
});

test("workspaces are kept, by any name, and a new one is empty", async (t) => {
  const { call } = await serve(t);
  const path = "lab/api/workspaces/a%2F..%2Fb";
  t.deepEqual((await call("GET", path)).body, { data: {}, metadata: { id: "a/../b" } });
  const data = { "layout-restorer:data": { main: 1 } };
  t.is((await call("PUT", path, { data, metadata: { id: "a/../b" } })).status, 204);
  t.deepEqual((await call("GET", path)).body.data, data);
  t.deepEqual((await call("GET", "lab/api/workspaces")).body.workspaces.ids, ["a/../b"]);
  t.is((await call("DELETE", path)).status, 204);
  t.deepEqual((await call("GET", path)).body.data, {});
});

test("the page carries its configuration and the path that it was asked for", async (t) => {
  const { call } = await serve(t, { frontendDir: await frontend(t) });
  const { text } = await call("GET", "lab/workspaces/w/tree/d/%3C%2Fscript%3E.ipynb");
  t.regex(text, /<script defer src="\/static\/main\.0123456789ab\.js">/);
  const config = /type="application\/json">(.*?)<\/script>/s.exec(text)![1]!;
  t.like(JSON.parse(config), { appName: "Strata", workspace: "w", treePath: "d/</script>.ipynb", token: "" });
});

test("the first address leads to the notebook that opens first", async (t) => {
  const { call, url, baseUrl, token } = await serve(t, { defaultNotebook: "n/00 start.ipynb" });
  t.is(url, `${baseUrl}lab/tree/n/00%20start.ipynb?token=${token}`);
  t.is((await call("GET", "")).headers.get("location"), "/lab/tree/n/00%20start.ipynb");
  t.is((await call("GET", "tree/a.ipynb")).headers.get("location"), "/lab/tree/a.ipynb");
});

test("files with a hash in their name are kept by the browser, themes are asked for again", async (t) => {
  const { call } = await serve(t, { frontendDir: await frontend(t) });
  t.regex((await call("GET", "static/main.0123456789ab.js")).headers.get("cache-control")!, /immutable/);
  const theme = await call("GET", "lab/api/themes/t/index.css");
  t.is(theme.headers.get("cache-control"), "no-cache");
  t.is(theme.text, "a {}");
  t.is((await call("GET", "static/..%2f..%2fpage.json")).status >= 400, true);
});

test("what Jupyter clients ask for besides is answered", async (t) => {
  const { call } = await serve(t);
  t.regex((await call("GET", "api")).body.version, /^2\./);
  t.like((await call("GET", "api/status")).body, { kernels: 0, connections: 0 });
  t.is(typeof (await call("GET", "api/me")).body.identity.username, "string");
  t.deepEqual((await call("GET", "api/terminals")).body, []);
  t.is((await call("POST", "api/terminals")).status, 404);
  t.deepEqual((await call("GET", "api/nbconvert")).body, {});
  t.is((await call("GET", "lab/api/translations")).body.data.en.displayName, "English");
  t.deepEqual((await call("PATCH", "api/config/notebook", { a: 1, b: null })).body, { a: 1 });
  t.deepEqual((await call("GET", "api/config/notebook")).body, { a: 1 });
  t.deepEqual((await call("GET", "api/none")).body, { message: "There is nothing at /api/none.", reason: null });
});

test("the page may end the server", async (t) => {
  const { call, closed } = await serve(t);
  t.is((await call("POST", "api/shutdown")).status, 200);
  await closed;
  t.pass();
});
