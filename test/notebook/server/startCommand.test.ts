import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { EnvironmentError } from "../../../lib/errors";
import { startServer } from "../../../lib/notebook/server";
import { commandFor } from "../../../lib/notebook/server/openBrowser";
import { courseFolder, firstNotebook } from "../../../lib/notebook/server/startCommand";

test("a port that is taken gets one clear sentence that names it", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  t.teardown(() => other.close());
  const { port } = other.address() as { port: number };
  const error = await t.throwsAsync(startServer({ root: tmpdir(), port }), { instanceOf: EnvironmentError });
  t.is(error.message, `Port ${port} on 127.0.0.1 is taken by another program; choose another.`);
});

test("a port that is none and a folder that is not there get a sentence", async (t) => {
  await t.throwsAsync(startServer({ root: tmpdir(), port: 99999 }), { message: /from 0 to 65535, got 99999\.$/ });
  await t.throwsAsync(startServer({ root: "/none/here" }), {
    message: "There is no folder /none/here to serve notebooks from.",
  });
});

test("the course is found from any folder in it; elsewhere the current folder is served", async (t) => {
  const home = await realpath(await mkdtemp(join(tmpdir(), "strata-start-")));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, "course/notebooks/labs"), { recursive: true });
  await mkdir(join(home, "mine"));
  await writeFile(join(home, "course/package.json"), '{"name": "strata"}');
  t.is(courseFolder(join(home, "course/notebooks/labs")), join(home, "course"));
  t.is(courseFolder(join(home, "mine")), join(home, "mine"));
});

test("the notebook that opens first is where the course keeps it", async (t) => {
  const home = await mkdtemp(join(tmpdir(), "strata-first-"));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  t.is(firstNotebook(home), undefined);
  await writeFile(join(home, "00-start-here.ipynb"), "");
  t.is(firstNotebook(home), "00-start-here.ipynb");
  await mkdir(join(home, "notebooks"));
  await writeFile(join(home, "notebooks/00-start-here.ipynb"), "");
  t.is(firstNotebook(home), "notebooks/00-start-here.ipynb");
});

test("the browser is opened by what the system provides", (t) => {
  t.is(commandFor("linux", "u")[0], "xdg-open");
  t.is(commandFor("darwin", "u")[0], "open");
  t.is(commandFor("win32", "u")[0], "rundll32");
});
