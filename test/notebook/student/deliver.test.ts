import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { deliver, isInstalled, studentFolder } from "../../../lib/notebook/student";

/** A package and a student's folder, and what can be done with them. */
async function course(t: ExecutionContext) {
  const home = await realpath(await mkdtemp(join(tmpdir(), "strata-student-")));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const from = join(home, "package");
  const to = join(home, "mine");
  await mkdir(to);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  return {
    to,
    pack: (name: string, text: string) => write(join(from, "notebooks", name), text),
    edit: (name: string, text: string) => write(join(to, "notebooks", name), text),
    read: (name: string) => readFile(join(to, "notebooks", name), "utf8"),
    list: async () => (await readdir(join(to, "notebooks"))).sort(),
    deliver: (version: string) => deliver({ from, version, to }),
  };
}

test("an empty folder gets every notebook, with those in folders, but no checkpoints", async (t) => {
  const { pack, read, list, deliver } = await course(t);
  await pack("a.ipynb", "one");
  await pack("labs/b.ipynb", "two");
  await pack(".ipynb_checkpoints/a-checkpoint.ipynb", "old");
  t.deepEqual(await deliver("1.0.0"), ["Brought the notebooks of version 1.0.0 to notebooks/: 2 new."]);
  t.deepEqual(await list(), ["a.ipynb", "labs"]);
  t.is(await read("labs/b.ipynb"), "two");
  t.deepEqual(await deliver("1.0.0"), []);
});

test("a later version replaces what is as delivered and keeps what the student changed", async (t) => {
  const { pack, edit, read, list, deliver } = await course(t);
  await pack("a.ipynb", "one");
  await pack("b.ipynb", "two");
  await deliver("1.0.0");
  await edit("b.ipynb", "mine");
  await pack("a.ipynb", "one, better");
  await pack("b.ipynb", "two, better");
  await pack("c.ipynb", "three");
  t.deepEqual(await deliver("2.0.0"), [
    "Brought the notebooks of version 2.0.0 to notebooks/: 1 new, 1 changed.",
    "notebooks/b.ipynb stays as you have it; that of version 2.0.0 is notebooks/b.new-2.0.0.ipynb.",
  ]);
  t.deepEqual(await list(), ["a.ipynb", "b.ipynb", "b.new-2.0.0.ipynb", "c.ipynb"]);
  t.is(await read("a.ipynb"), "one, better");
  t.is(await read("b.ipynb"), "mine");
  t.is(await read("b.new-2.0.0.ipynb"), "two, better");
});

test("what was put beside is put there once, also when the student deletes it", async (t) => {
  const { to, pack, edit, list, deliver } = await course(t);
  await edit("a.ipynb", "mine from the start");
  await pack("a.ipynb", "one");
  await deliver("1.0.0");
  await rm(join(to, "notebooks/a.new-1.0.0.ipynb"));
  t.deepEqual(await deliver("1.0.0"), []);
  t.deepEqual(await deliver("1.0.1"), []);
  t.deepEqual(await list(), ["a.ipynb"]);
});

test("a deleted notebook is not brought back", async (t) => {
  const { to, pack, list, deliver } = await course(t);
  await pack("a.ipynb", "one");
  await deliver("1.0.0");
  await rm(join(to, "notebooks/a.ipynb"));
  await pack("a.ipynb", "one, better");
  t.deepEqual(await deliver("2.0.0"), []);
  t.deepEqual(await list(), []);
});

test("with the record lost or broken, what differs is taken for the student's", async (t) => {
  for (const record of ["", "[1]", "null", '{"notebooks/a.ipynb": {"sha256": 7}}']) {
    const { to, pack, edit, read, deliver } = await course(t);
    await pack("a.ipynb", "one");
    await deliver("1.0.0");
    await edit("a.ipynb", "mine");
    await writeFile(join(to, ".strata/notebooks.json"), record);
    await pack("a.ipynb", "one, better");
    await deliver("2.0.0");
    t.is(await read("a.ipynb"), "mine");
    t.is(await read("a.new-2.0.0.ipynb"), "one, better");
  }
});

test("a file that may not be written is left, with a sentence; the others come, and it comes when it may be written", async (t) => {
  const { to, pack, read, deliver } = await course(t);
  await pack("a.ipynb", "one");
  await pack("b.ipynb", "two");
  await deliver("1.0.0");
  await chmod(join(to, "notebooks/a.ipynb"), 0o444);
  await pack("a.ipynb", "one, better");
  await pack("b.ipynb", "two, better");
  const [brought, failed] = await deliver("2.0.0");
  t.is(brought, "Brought the notebooks of version 2.0.0 to notebooks/: 1 changed.");
  t.regex(
    failed!,
    /^Could not bring a file of the course to .*mine \(.*a\.ipynb is read-only\); what is there was left as it is\.$/,
  );
  t.is(await read("a.ipynb"), "one");
  await chmod(join(to, "notebooks/a.ipynb"), 0o644);
  t.deepEqual(await deliver("2.0.0"), ["Brought the notebooks of version 2.0.0 to notebooks/: 1 changed."]);
});

test("a file in place of the folder is left, with a sentence", async (t) => {
  const { to, pack, deliver } = await course(t);
  await writeFile(join(to, "notebooks"), "mine");
  await pack("a.ipynb", "one");
  const [sentence, ...others] = await deliver("1.0.0");
  t.regex(sentence!, /^Could not bring a file of the course/);
  t.deepEqual(others, []);
  t.is(await readFile(join(to, "notebooks"), "utf8"), "mine");
});

test("a folder that is not there is not made", async (t) => {
  const { to, pack, deliver } = await course(t);
  await rm(to, { recursive: true });
  await pack("a.ipynb", "one");
  t.is((await deliver("1.0.0")).length, 1);
  await t.throwsAsync(readdir(to), { code: "ENOENT" });
});

test("the student's folder is found from any folder in it, by the package or by what was delivered", async (t) => {
  const { to, pack, deliver } = await course(t);
  const elsewhere = "/usr/lib/node_modules/strata";
  await mkdir(join(to, "notebooks/labs"), { recursive: true });
  t.is(studentFolder(join(to, "notebooks/labs"), join(to, "node_modules/strata")), to);
  t.is(studentFolder(join(to, "notebooks/labs"), elsewhere), undefined);
  await pack("a.ipynb", "one");
  await deliver("1.0.0");
  t.is(studentFolder(join(to, "notebooks/labs"), elsewhere), to);
});

test("a package below node_modules was installed; a clone was not", (t) => {
  t.true(isInstalled("/home/a/course/node_modules/strata"));
  t.false(isInstalled("/home/a/strata"));
});
