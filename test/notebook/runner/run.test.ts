import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import type { RunReport } from "../../../lib/notebook/runner/runCommand";
import { PACKAGE_FOLDER, program } from "../../../lib/packageFolder";

interface Ran {
  status: number | null;
  out: string;
  err: string;
}

/** A folder that can import the library by its name. */
function folderIn(t: ExecutionContext): string {
  const parent = path.join(PACKAGE_FOLDER, ".build");
  fs.mkdirSync(parent, { recursive: true });
  const folder = fs.mkdtempSync(path.join(parent, "run-test-"));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function notebook(...sources: (string | { source: string; tags: string[] })[]): string {
  const cells = sources.map((one, index) => {
    const { source, tags } = typeof one === "string" ? { source: one, tags: [] } : one;
    return {
      cell_type: "code",
      id: `cell-${index + 1}`,
      metadata: { tags },
      source,
      outputs: [],
      execution_count: null,
    };
  });
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

function write(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

async function run(...words: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program("cli"), "run", ...words], { cwd: PACKAGE_FOLDER });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, out, err };
}

test.serial("a notebook that passes: status 0, and outputs only where they were asked for", async (t) => {
  const folder = folderIn(t);
  const file = write(folder, "good.ipynb", notebook("const a: number = 2;", 'console.log("x");\na * 21'));
  const before = fs.readFileSync(file, "utf8");
  const { status, out } = await run(file, "--json", "--out", path.join(folder, "out"));
  const report = JSON.parse(out) as RunReport;
  t.is(status, 0);
  t.like(report, { file, cells: 2 });
  t.is(fs.readFileSync(file, "utf8"), before);
  const written = JSON.parse(fs.readFileSync(path.join(folder, "out", "good.ipynb"), "utf8")) as {
    cells: { outputs: object[]; id: string }[];
    nbformat_minor: number;
  };
  t.is(written.nbformat_minor, 5);
  t.deepEqual(written.cells[1]!.outputs, [
    { name: "stdout", output_type: "stream", text: ["x\n"] },
    { data: { "text/plain": ["42"] }, execution_count: 2, metadata: {}, output_type: "execute_result" },
  ]);
});

test.serial("the first error is named by notebook, cell and line; status 1; the file stays as it was", async (t) => {
  const file = write(folderIn(t), "bad.ipynb", notebook("1", 'const b = 1;\nthrow new RangeError("no room");', "2"));
  const before = fs.readFileSync(file, "utf8");
  const { status, out } = await run(file, "--write");
  t.is(status, 1);
  t.true(out.includes(`${file}, cell 2 (cell-2), line 2: RangeError: no room`), out);
  t.is(fs.readFileSync(file, "utf8"), before);
});

test.serial("a type error names its line too", async (t) => {
  const file = write(folderIn(t), "typed.ipynb", notebook("\n\nconst b: string = 1;"));
  const { status, out } = await run(file);
  t.is(status, 1);
  t.regex(out, /cell 1 \(cell-1\), line 3: CompileError: .*not assignable to type 'string'/);
});

test.serial("a cell that may fail does not end the run", async (t) => {
  const file = write(
    folderIn(t),
    "tagged.ipynb",
    notebook({ source: "throw new Error('meant')", tags: ["raises-exception"] }, "2"),
  );
  const { status, out } = await run(file, "--json");
  t.is(status, 0);
  t.is((JSON.parse(out) as RunReport).cells, 2);
});

test.serial("an endless cell is stopped by the watchdog, with the limit in the sentence", async (t) => {
  const file = write(folderIn(t), "endless.ipynb", notebook("for (;;);"));
  const { status, out } = await run(file, "--timeout", "1");
  t.is(status, 1);
  t.regex(out, /stopped after 1 s|could not be stopped/);
});

test.serial("a session that dies, a question, and a promise that nobody handles are failures", async (t) => {
  const folder = folderIn(t);
  const dies = write(
    folder,
    "dies.ipynb",
    notebook('process.kill(process.pid, "SIGKILL"); await new Promise(() => undefined)'),
  );
  const asks = write(folder, "asks.ipynb", notebook('import { input } from "strata";\nawait input("name?")'));
  const lost = write(folder, "lost.ipynb", notebook('void Promise.reject(new Error("lost"));'));
  const { status, out } = await run(dies, asks, lost);
  t.is(status, 1);
  t.regex(out, /dies\.ipynb, cell 1 .*SIGKILL/);
  t.regex(out, /asks\.ipynb, cell 1 .*takes no input/);
  t.regex(out, /lost\.ipynb, cell 1 .*Error: lost/);
  t.true(out.includes("0 of 3 notebooks passed."));
});

test.serial("a file that is no notebook, and a format that is too old, get one sentence each", async (t) => {
  const folder = folderIn(t);
  const broken = write(folder, "broken.ipynb", '{"cells": [');
  const old = write(folder, "old.ipynb", '{"nbformat": 3, "worksheets": []}');
  const { status, out } = await run(broken, old);
  t.is(status, 1);
  t.regex(out, /broken\.ipynb is no notebook: it is not valid JSON/);
  t.regex(out, /old\.ipynb is no notebook that can be opened: expected nbformat 4, got 3/);
});

test.serial("wrong words are wrong usage: status 2", async (t) => {
  t.is((await run()).status, 2);
  t.is((await run("--timeout", "soon", "x.ipynb")).status, 2);
  const missing = await run("nowhere.ipynb");
  t.is(missing.status, 2);
  t.is(missing.err.trim(), "There is no notebook nowhere.ipynb.");
});

test.serial("figures keep their data, their sentence and a picture; running twice gives the same bytes", async (t) => {
  const folder = folderIn(t);
  const cell =
    'import { show } from "strata";\nshow({ data: [{ type: "bar", x: ["a"], y: [1] }], layout: {}, sentence: "a is one." })';
  const file = write(folder, "figure.ipynb", notebook(cell));
  await run(file, "--write");
  const first = fs.readFileSync(file, "utf8");
  await run(file, "--write");
  t.is(fs.readFileSync(file, "utf8"), first);
  const { cells } = JSON.parse(first) as { cells: { outputs: { data: Record<string, unknown> }[] }[] };
  const { data } = cells[0]!.outputs[0]!;
  t.deepEqual(data["text/plain"], ["a is one."]);
  t.true(String(data["image/svg+xml"]).includes("<svg"));
  t.truthy(data["application/vnd.plotly.v1+json"]);
});

test("what a cell measured here stays out of the notebook, and goes into a copy", async (t) => {
  const folder = folderIn(t);
  const file = write(folder, "measured.ipynb", notebook("1", { source: "Math.random()", tags: ["measured-here"] }));
  const outputs = (name: string) =>
    (JSON.parse(fs.readFileSync(name, "utf8")) as { cells: { outputs: unknown[] }[] }).cells.map(
      (cell) => cell.outputs.length,
    );
  t.is((await run(file, "--write")).status, 0);
  t.deepEqual(outputs(file), [1, 0]);
  t.is((await run(file, "--out", path.join(folder, "out"))).status, 0);
  t.deepEqual(outputs(path.join(folder, "out", "measured.ipynb")), [1, 1]);
});
