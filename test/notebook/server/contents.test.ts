import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { notebookText, serve } from "./support";

test("a folder is listed without what is hidden, and without links that lead outside", async (t) => {
  const { root, call } = await serve(t);
  await mkdir(join(root, "b"));
  await mkdir(join(root, ".git"));
  await mkdir(join(root, "node_modules"));
  await writeFile(join(root, "a.ipynb"), notebookText([]));
  await symlink("/etc", join(root, "etc"));
  const { body } = await call("GET", "api/contents");
  t.is(body.type, "directory");
  t.deepEqual(
    body.content.map((model: { name: string; type: string }) => [model.name, model.type]),
    [
      ["a.ipynb", "notebook"],
      ["b", "directory"],
    ],
  );
});

test("a notebook comes with its lines joined, and without content when none is asked for", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "a.ipynb"), notebookText(["let a;\n", "a"]));
  const { body } = await call("GET", "api/contents/a.ipynb?type=notebook&hash=1");
  t.is(body.format, "json");
  t.is(body.content.cells[0].source, "let a;\na");
  t.regex(body.hash, /^[0-9a-f]{64}$/);
  t.is((await call("GET", "api/contents/a.ipynb?content=0")).body.content, null);
});

test("text comes as text, other bytes as base64, and what is asked for but cannot be is refused", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "t.csv"), "ä,1\n");
  await writeFile(join(root, "b.bin"), Buffer.from([0xff, 0xfe, 0]));
  t.like((await call("GET", "api/contents/t.csv")).body, { format: "text", content: "ä,1\n", mimetype: "text/csv" });
  t.like((await call("GET", "api/contents/b.bin")).body, { format: "base64", content: "//4A" });
  const refused = await call("GET", "api/contents/b.bin?format=text");
  t.is(refused.status, 400);
  t.like(refused.body, { message: "b.bin is not UTF-8 encoded text.", reason: "bad format" });
});

test("a saved notebook lies on disk as nbformat writes it, and the answer tells its hash", async (t) => {
  const { root, call } = await serve(t);
  const content = JSON.parse(notebookText(["1"])) as { cells: object[] };
  const first = await call("PUT", "api/contents/a.ipynb", { type: "notebook", format: "json", content });
  t.is(first.status, 201);
  t.is(first.headers.get("location"), "/api/contents/a.ipynb");
  t.is(first.body.content, null);
  t.is((await call("PUT", "api/contents/a.ipynb", { type: "notebook", content })).status, 200);
  t.is(await readFile(join(root, "a.ipynb"), "utf8"), notebookText(["1"]));
  t.is((await call("GET", "api/contents/a.ipynb?content=0&hash=1")).body.hash, first.body.hash);
});

test("a broken notebook gets one clear sentence and stays as it is", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "a.ipynb"), '{"cells": [');
  const { status, body } = await call("GET", "api/contents/a.ipynb");
  t.is(status, 400);
  t.regex(body.message, /^a\.ipynb is no notebook: it is not valid JSON \(.+\)\.$/);
  t.is((await call("PUT", "api/contents/a.ipynb", { type: "notebook", content: { nbformat: 3 } })).status, 400);
  t.is(await readFile(join(root, "a.ipynb"), "utf8"), '{"cells": [');
});

test("a file that may not be written gets 403 and one clear sentence", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "a.txt"), "old");
  await chmod(join(root, "a.txt"), 0o444);
  const { status, body } = await call("PUT", "api/contents/a.txt", { type: "file", format: "text", content: "new" });
  t.is(status, 403);
  t.is(body.message, "There is no permission to use a.txt.");
  t.is(await readFile(join(root, "a.txt"), "utf8"), "old");
  t.false((await call("GET", "api/contents/a.txt?content=0")).body.writable);
});

test("new files get free names of their kind", async (t) => {
  const { call } = await serve(t);
  const names: string[] = [];
  for (const body of [{ type: "notebook" }, { type: "notebook" }, { type: "directory" }, { type: "directory" }]) {
    names.push((await call("POST", "api/contents", body)).body.name as string);
  }
  names.push((await call("POST", "api/contents/", { type: "file", ext: ".ts" })).body.name as string);
  t.deepEqual(names, ["Untitled.ipynb", "Untitled1.ipynb", "Untitled Folder", "Untitled Folder 1", "untitled.ts"]);
});

test("a copy gets a name beside its original", async (t) => {
  const { root, call } = await serve(t);
  await mkdir(join(root, "d"));
  await writeFile(join(root, "a.txt"), "x");
  const copies = [];
  for (const folder of ["", "", "d"]) copies.push(await call("POST", `api/contents/${folder}`, { copy_from: "a.txt" }));
  t.deepEqual(
    copies.map(({ body }) => body.path as string),
    ["a-Copy1.txt", "a-Copy2.txt", "d/a.txt"],
  );
});

test("a rename moves the file and its checkpoint, and never over another file", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "a.txt"), "a");
  await writeFile(join(root, "b.txt"), "b");
  await call("POST", "api/contents/a.txt/checkpoints");
  const refused = await call("PATCH", "api/contents/a.txt", { path: "b.txt" });
  t.is(refused.status, 409);
  t.is(await readFile(join(root, "b.txt"), "utf8"), "b");
  t.is((await call("PATCH", "api/contents/a.txt", { path: "c.txt" })).body.path, "c.txt");
  t.is((await call("GET", "api/contents/c.txt/checkpoints")).body.length, 1);
});

test("a file and an empty folder are deleted, a folder that holds something is not", async (t) => {
  const { root, call } = await serve(t);
  await mkdir(join(root, "d"));
  await writeFile(join(root, "d/a.txt"), "a");
  t.is((await call("DELETE", "api/contents/d")).status, 400);
  t.is((await call("DELETE", "api/contents/d/a.txt")).status, 204);
  t.is((await call("DELETE", "api/contents/d")).status, 204);
  t.deepEqual(await readdir(root), []);
});

test("a checkpoint brings the file back", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "a.txt"), "old");
  t.deepEqual((await call("GET", "api/contents/a.txt/checkpoints")).body, []);
  const made = await call("POST", "api/contents/a.txt/checkpoints");
  t.is(made.status, 201);
  await writeFile(join(root, "a.txt"), "new");
  t.is((await call("POST", `api/contents/a.txt/checkpoints/${made.body.id as string}`)).status, 204);
  t.is(await readFile(join(root, "a.txt"), "utf8"), "old");
  t.is((await call("DELETE", "api/contents/a.txt/checkpoints/checkpoint")).status, 204);
  t.is((await call("POST", "api/contents/a.txt/checkpoints/checkpoint")).status, 404);
});

test("a large file comes in parts and appears with the last", async (t) => {
  const { root, call } = await serve(t);
  const part = (chunk: number, text: string): ReturnType<typeof call> =>
    call("PUT", "api/contents/big.bin", {
      type: "file",
      format: "base64",
      chunk,
      content: Buffer.from(text).toString("base64"),
    });
  await part(1, "one ");
  await part(2, "two ");
  t.is((await call("GET", "api/contents/big.bin")).status, 404);
  t.is((await part(-1, "three")).status, 201);
  t.is(await readFile(join(root, "big.bin"), "utf8"), "one two three");
});

test("names with spaces, percent signs and letters of any script go there and back", async (t) => {
  const { call } = await serve(t);
  for (const name of ["a b.txt", "100%.txt", "%2e%2e.txt", "ä+日本?.txt", "a#b&c=d.txt"]) {
    const path = `api/contents/${encodeURIComponent(name)}`;
    t.is((await call("PUT", path, { type: "file", format: "text", content: name })).body.name, name);
    t.is((await call("GET", path)).body.content, name);
  }
});

test("what lies outside of the folder or is hidden cannot be read, written, renamed or downloaded", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "..", "secret"), "secret");
  await writeFile(join(root, ".hidden"), "hidden");
  await writeFile(join(root, "a.txt"), "a");
  await symlink("../secret", join(root, "link"));
  for (const path of [
    "%2e%2e/secret",
    "%2e%2e%2fsecret",
    "..%5csecret",
    "a%00b",
    ".hidden",
    "link",
    "x/..%2f..%2fsecret",
  ]) {
    for (const [method, prefix, body] of [
      ["GET", "api/contents", undefined],
      ["PUT", "api/contents", { type: "file", format: "text", content: "x" }],
      ["DELETE", "api/contents", undefined],
      ["POST", "api/contents", { type: "file" }],
      ["GET", "files", undefined],
    ] as const) {
      const { status } = await call(method, `${prefix}/${path}`, body);
      t.true([400, 403, 404].includes(status), `${method} ${prefix}/${path} gave ${status}`);
    }
    const to = decodeURIComponent(path);
    t.true((await call("PATCH", "api/contents/a.txt", { path: to })).status >= 400);
    t.true((await call("POST", "api/contents", { copy_from: to })).status >= 400);
  }
  t.is(await readFile(join(root, "..", "secret"), "utf8"), "secret");
  t.is(await readFile(join(root, "a.txt"), "utf8"), "a");
});

test("a download is the file itself; a page or drawing in it runs no script", async (t) => {
  const { root, call } = await serve(t);
  await writeFile(join(root, "a.html"), "<script>1</script>");
  await writeFile(join(root, "a b.csv"), "1");
  const page = await call("GET", "files/a.html");
  t.is(page.text, "<script>1</script>");
  t.regex(page.headers.get("content-security-policy")!, /^sandbox;/);
  t.is(page.headers.get("x-content-type-options"), "nosniff");
  const saved = await call("GET", "files/a%20b.csv?download=1");
  t.is(saved.headers.get("content-disposition"), "attachment; filename*=UTF-8''a%20b.csv");
});

test("a body that is too large or no JSON is refused in one sentence", async (t) => {
  const { call } = await serve(t);
  const large = await call("POST", "api/kernels", `"${"x".repeat(17 * 1024 * 1024)}"`);
  t.is(large.status, 413);
  t.regex(large.body.message, /larger than this server takes/);
  const broken = await call("PUT", "api/contents/a.txt", "{");
  t.is(broken.status, 400);
  t.regex(broken.body.message, /^The body of the request is not valid JSON/);
});
