import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { notebookText, serve, type TestServer } from "./support";

const html = { output_type: "display_data", metadata: {}, data: { "text/html": ["<script>1</script>"] } };

async function trusted(server: TestServer): Promise<unknown> {
  const { body } = await server.call("GET", "api/contents/a.ipynb");
  return body.content.cells[0].metadata.trusted;
}

async function save(server: TestServer, content: unknown): Promise<void> {
  const { status } = await server.call("PUT", "api/contents/a.ipynb", { type: "notebook", content });
  if (status >= 300) throw new Error(`save gave ${status}`);
}

function withTrust(text: string, value: boolean): unknown {
  const notebook = JSON.parse(text) as { cells: { metadata: object }[] };
  return { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, metadata: { trusted: value } })) };
}

test("a downloaded notebook is not trusted, whatever it says of itself", async (t) => {
  const server = await serve(t);
  await writeFile(join(server.root, "a.ipynb"), JSON.stringify(withTrust(notebookText(["1"], [html]), true)));
  t.false(await trusted(server));
});

test("what the user ran and saved is trusted, also by a later server, and the file does not say so", async (t) => {
  const server = await serve(t);
  await save(server, withTrust(notebookText(["1"], [html]), true));
  t.true(await trusted(server));
  const text = await readFile(join(server.root, "a.ipynb"), "utf8");
  t.notRegex(text, /trusted/);
  t.true(await trusted(await serve(t, { root: server.root, settingsDir: server.data })));
});

test("one cell that was not run keeps the notebook from being trusted", async (t) => {
  const server = await serve(t);
  await save(server, withTrust(notebookText(["1"], [html]), false));
  t.false(await trusted(server));
});

test("a notebook that was changed elsewhere is trusted no more", async (t) => {
  const server = await serve(t);
  await save(server, withTrust(notebookText(["1"], [html]), true));
  const text = await readFile(join(server.root, "a.ipynb"), "utf8");
  await writeFile(join(server.root, "a.ipynb"), text.replace("<script>1", "<script>2"));
  t.false(await trusted(server));
});

test("another user's signature counts nothing", async (t) => {
  const theirs = await serve(t);
  await save(theirs, withTrust(notebookText(["1"], [html]), true));
  t.false(await trusted(await serve(t, { root: theirs.root })));
});

test("a notebook whose outputs are text is trusted as soon as it is saved", async (t) => {
  const server = await serve(t);
  const text = { output_type: "stream", name: "stdout", text: ["1"] };
  await save(server, JSON.parse(notebookText(["1"], [text])));
  t.true(await trusted(server));
});

test("the user may trust a notebook as it is", async (t) => {
  const server = await serve(t);
  await writeFile(join(server.root, "a.ipynb"), notebookText(["1"], [html]));
  t.is((await server.call("POST", "api/contents/a.ipynb/trust")).status, 201);
  t.true(await trusted(server));
});
