/**
 * The notebook side, measured: our kernel beside stock tslab over the same wire, a whole notebook beside `jupyter nbconvert`, and the page.
 *
 * @packageDocumentation
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { findChromium } from "../notebook/render/chromium";
import { openPage } from "../notebook/render/page";
import { ZmqClient } from "../notebook/zmq/client";
import { PACKAGE_FOLDER, program } from "../packageFolder";
import type { Bench, Comparison } from "./benchCommand";
import { compare, median, seconds } from "./measure";

const STOCK = "stock tslab";
const NOTEBOOK_CELLS = 14;

/** Kernel start, a small cell, a notebook, the server and the page. */
export const kernelBench: Bench = async function* () {
  yield* kernels();
  yield await wholeNotebook();
  yield* server();
};

async function* kernels(): AsyncGenerator<Comparison> {
  const rounds = 3;
  const ours = { idle: [] as number[], first: [] as number[], warm: [] as number[], fresh: [] as number[] };
  const stock = { idle: [] as number[], first: [] as number[], warm: [] as number[], fresh: [] as number[] };
  // In turns, so that whatever else the machine does meets both.
  for (let round = 0; round < rounds; round++) {
    await measureKernel("strata", ours);
    await measureKernel("tslab", stock);
  }
  yield compare("kernel start to idle", "s", median(ours.idle), median(stock.idle), STOCK);
  yield compare("kernel start to first result", "s", median(ours.first), median(stock.first), STOCK);
  yield compare("1+1, warm, through zeromq", "ms", median(ours.warm), median(stock.warm), STOCK);
  yield compare(
    "a small cell not seen before, warm, through zeromq",
    "ms",
    median(ours.fresh),
    median(stock.fresh),
    STOCK,
  );
}

async function measureKernel(
  kernel: "strata" | "tslab",
  into: { idle: number[]; first: number[]; warm: number[]; fresh: number[] },
): Promise<void> {
  const begin = performance.now();
  const client = await ZmqClient.start(kernel);
  try {
    into.idle.push((performance.now() - begin) / 1000);
    await client.request("execute_request", { code: "1+1" });
    into.first.push((performance.now() - begin) / 1000);
    for (let i = 0; i < 20; i++) await client.request("execute_request", { code: "1+1" });
    for (let i = 0; i < 50; i++)
      into.warm.push(1000 * (await seconds(() => client.request("execute_request", { code: "1+1" }))));
    for (let i = 0; i < 50; i++)
      into.fresh.push(1000 * (await seconds(() => client.request("execute_request", { code: `1+${i + 2}` }))));
  } finally {
    await client.close();
  }
}

/** From the command's start to its end, a new process for each. */
async function wholeNotebook(): Promise<Comparison> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strata-bench-"));
  const file = path.join(folder, "notebook.ipynb");
  fs.writeFileSync(file, notebook());
  try {
    const name = `a ${NOTEBOOK_CELLS}-cell notebook`;
    const run = () => finished(process.execPath, [program("cli"), "run", file], folder);
    const ours = median([await seconds(run), await seconds(run), await seconds(run)]);
    const peer = await nbconvert(file, folder);
    return compare(name, "s", ours, peer ?? null, "jupyter nbconvert --execute with stock tslab", "no jupyter on PATH");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function nbconvert(file: string, folder: string): Promise<number | undefined> {
  const kernel = path.join(folder, "share", "kernels", "stock");
  fs.mkdirSync(kernel, { recursive: true });
  const tslab = path.join(PACKAGE_FOLDER, "node_modules/tslab/bin/tslab");
  const argv = [process.execPath, tslab, "kernel", "--config-path={connection_file}"];
  fs.writeFileSync(
    path.join(kernel, "kernel.json"),
    JSON.stringify({ argv, display_name: "stock tslab", language: "typescript" }),
  );
  const words = [
    "nbconvert",
    "--to",
    "notebook",
    "--execute",
    "--output",
    "out.ipynb",
    "--ExecutePreprocessor.kernel_name=stock",
    file,
  ];
  const run = () => finished("jupyter", words, folder, { JUPYTER_PATH: path.join(folder, "share") });
  try {
    return median([await seconds(run), await seconds(run), await seconds(run)]);
  } catch {
    return undefined;
  }
}

/** Cells as lectures have them: declarations, loops, text, a class, an await. Both kernels can run it. */
function notebook(): string {
  const sources = Array.from(
    { length: NOTEBOOK_CELLS - 2 },
    (_, i) =>
      `const rows${i} = Array.from({ length: 1000 }, (_, k) => k * ${i});\nconsole.log(rows${i}.reduce((a, b) => a + b, 0));`,
  );
  sources.push(
    "class Point { constructor(readonly x: number, readonly y: number) {} }\nconsole.log(new Point(1, 2).x);",
  );
  sources.push("await new Promise<void>((resolve) => setTimeout(() => resolve(), 1));\nconsole.log('end');");
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: {},
    outputs: [],
    execution_count: null,
    source,
  }));
  const kernelspec = { name: "strata", display_name: "TypeScript", language: "typescript" };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

async function* server(): AsyncGenerator<Comparison> {
  const begin = performance.now();
  const child = spawn("npm", ["start", "--silent", "--", "--no-browser", "--port", "0"], {
    cwd: PACKAGE_FOLDER,
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
    detached: process.platform !== "win32",
  });
  try {
    const url = await firstUrl(child.stdout);
    yield compare(
      "later npm start to listening",
      "s",
      (performance.now() - begin) / 1000,
      null,
      null,
      "a limit, not a race: 3 s",
    );
    yield await firstCell(url);
  } finally {
    // npm, its shell and the server are one group.
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid!, "SIGTERM");
    await once(child, "close");
  }
}

async function firstCell(url: string): Promise<Comparison> {
  const name = "first cell shown after the page opens";
  try {
    findChromium();
  } catch (error) {
    return compare(name, "s", Number.NaN, null, null, (error as Error).message);
  }
  return openPage(async (page) => {
    const time = await seconds(async () => {
      await page.goto(url);
      await page.locator(".jp-Notebook .jp-Cell").first().waitFor({ state: "visible" });
    });
    return compare(name, "s", time, null, null, "a limit, not a race: 5 s");
  });
}

async function firstUrl(output: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of output) {
    text += String(chunk);
    const found = /https?:\/\/\S+/.exec(text);
    if (found !== null) return found[0];
  }
  throw new Error("The server ended before it said where it listens.");
}

async function finished(
  command: string,
  words: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<void> {
  const child = spawn(command, words, { cwd, env: { ...process.env, ...env }, stdio: "ignore" });
  const [status] = (await once(child, "close")) as [number | null];
  if (status !== 0) throw new Error(`${command} ${words.join(" ")} ended with status ${status}.`);
}
