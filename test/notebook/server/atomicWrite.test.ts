import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { writeAtomically } from "../../../lib/notebook/server/atomicWrite";

async function folder(t: ExecutionContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "strata-atomic-"));
  t.teardown(() => rm(made, { recursive: true, force: true }));
  return made;
}

test("the file holds what was written, and nothing else is left behind", async (t) => {
  const home = await folder(t);
  await writeAtomically(join(home, "a"), "one");
  await writeAtomically(join(home, "a"), "two");
  t.is(await readFile(join(home, "a"), "utf8"), "two");
  t.deepEqual(await readdir(home), ["a"]);
});

test("the mode of the file is kept", async (t) => {
  const file = join(await folder(t), "a");
  await writeFile(file, "one");
  await chmod(file, 0o640);
  await writeAtomically(file, "two");
  t.is((await stat(file)).mode & 0o777, 0o640);
});

test("a linked file is written where it lies, and stays linked", async (t) => {
  const home = await folder(t);
  await writeFile(join(home, "real"), "one");
  await symlink("real", join(home, "link"));
  await writeAtomically(join(home, "link"), "two");
  t.is(await readFile(join(home, "real"), "utf8"), "two");
});

test("a file that is read-only is refused and stays as it is, also for root", async (t) => {
  const file = join(await folder(t), "a");
  await writeFile(file, "one");
  await chmod(file, 0o444);
  await t.throwsAsync(writeAtomically(file, "two"), { code: "EACCES" });
  t.is(await readFile(file, "utf8"), "one");
});

test("a folder in place of the file is refused", async (t) => {
  const home = await folder(t);
  await mkdir(join(home, "a"));
  await t.throwsAsync(writeAtomically(join(home, "a"), "two"), { code: "EISDIR" });
  t.deepEqual(await readdir(home), ["a"]);
});

/** Saves two documents of different length in turn, for ever, and says when the first is saved. */
const saver = `
import { writeAtomically } from "./lib/notebook/server/atomicWrite";
async function main() {
  const texts = [100, 40000].map((n) => JSON.stringify({ n, cells: Array(n).fill("cell"), end: true }));
  for (let i = 0; ; i++) {
    await writeAtomically(process.argv.at(-1)!, texts[i % 2]!);
    if (i === 0) process.send!("saved");
  }
}
void main();
`;

function startSaver(file: string): ChildProcess {
  return spawn(process.execPath, ["--import=tsx", join(file, "../saver.ts"), file], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

test("killed at any moment of saving, the old file or the new one is there, whole", async (t) => {
  const home = await folder(t);
  const file = join(home, "n.ipynb");
  const library = join(process.cwd(), "lib/notebook/server/atomicWrite.ts");
  await writeFile(join(home, "saver.ts"), saver.replace("./lib/notebook/server/atomicWrite", library));
  for (let round = 0; round < 12; round++) {
    const child = startSaver(file);
    const exited = once(child, "exit");
    await once(child, "message");
    // Reading for a while moves the kill to another moment of the child's loop each round.
    for (let n = 0; n < 3 * round; n++) t.true((JSON.parse(await readFile(file, "utf8")) as { end: boolean }).end);
    child.kill("SIGKILL");
    await exited;
    t.true((JSON.parse(await readFile(file, "utf8")) as { end: boolean }).end);
  }
});
