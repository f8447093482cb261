/**
 * The real thing for tests: `strata start` on a copy of a notebook, and Chromium on its page.
 *
 * @packageDocumentation
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { ExecutionContext } from "ava";
import { chromium, type Locator, type Page } from "playwright-core";
import { chromiumArguments, findChromium } from "../../lib/notebook/render/chromium";

/** The browser to test in; without one, a failure where tests must be complete, else the reason why the test was not run. */
export function browserOrReason(t: ExecutionContext): string | undefined {
  try {
    return findChromium();
  } catch (error) {
    const reason = (error as Error).message;
    if (process.env["CI"] === "true") t.fail(reason);
    else t.pass();
    t.log(`Not run: ${reason}`);
    return undefined;
  }
}

/** A course folder with copies of `notebooks`, from where `strata` resolves as it does for a student. */
export async function copyNotebooks(t: ExecutionContext, notebooks: string[]): Promise<string> {
  await mkdir(".build", { recursive: true });
  const root = await mkdtemp(join(process.cwd(), ".build/browser-"));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, "notebooks"));
  for (const file of notebooks) await copyFile(file, join(root, "notebooks", basename(file)));
  return root;
}

/** Starts `strata start` on `root` and answers the address that it prints. */
export async function startStrata(t: ExecutionContext, root: string): Promise<string> {
  const words = [".build/lib/cli.js", "start", "--no-browser", "--port", "0", "--root", root];
  const env = { ...process.env, STRATA_DATA: join(root, ".data") };
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"], env });
  t.teardown(() => end(child));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error("The server ended without an address.");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/** Opens `url` and notes every request that leaves this machine, every failed answer and every uncaught error. */
export async function openPage(
  t: ExecutionContext,
  url: string,
  options: { executablePath: string; colorScheme: "light" | "dark" },
): Promise<{ page: Page; complaints: string[] }> {
  const browser = await chromium.launch({ executablePath: options.executablePath, args: chromiumArguments() });
  t.teardown(() => browser.close());
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    colorScheme: options.colorScheme,
  });
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const own = new URL(url).origin;
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== own) complaints.push(request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

/** How many pixels of a drawing are of a colour: neither its background nor a grey. */
export async function colouredPixels(page: Page, drawing: Locator): Promise<number> {
  const png = (await drawing.screenshot()).toString("base64");
  // A string, because it runs in the page, whose types this side does not know.
  return page.evaluate<number>(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png}";
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let n = 0; n < data.length; n += 4) {
      const [r, g, b] = [data[n], data[n + 1], data[n + 2]];
      if (Math.max(r, g, b) - Math.min(r, g, b) > 40) count += 1;
    }
    return count;
  })()`);
}
