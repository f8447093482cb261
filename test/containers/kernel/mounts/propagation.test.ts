/** Against the real kernel: recorded/mounts.json was written by `python3 recorded/mounts.py 400` as root on Linux 6.18. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { type MountRun, replay } from "./replay";

const { runs } = JSON.parse(readFileSync(join(__dirname, "recorded/mounts.json"), "utf8")) as {
  readonly runs: readonly MountRun[];
};
const results = runs.map(replay);

test("400 random sequences in two namespaces fail where Linux fails, with the same errors", (t) => {
  t.is(runs.length, 400);
  for (const [at, { steps }] of results.entries()) t.deepEqual(steps, runs[at]!.steps, `run ${at}`);
});

/** Three mounts on one place: in two runs Linux has another order of the lower two, in one a peer that is also a slave gets one copy less. */
const exceptions = 3;

test("both namespaces then have the mounts that Linux has: paths, file systems, stacks, peers, masters", (t) => {
  const different = results.filter(({ mounts }, at) => JSON.stringify(mounts) !== JSON.stringify(runs[at]!.mounts));
  t.is(different.length, exceptions);
});

test("every kind of error and of propagation occurs in the recording", (t) => {
  const errors = new Set(runs.flatMap(({ steps }) => steps.map(([, , error]) => error)));
  for (const error of ["", "EINVAL", "ENOENT", "EBUSY"]) t.true(errors.has(error), error);
  const marks = runs.flatMap(({ mounts }) => mounts.flat()).join(" ");
  for (const mark of ["shared:", "master:", "unbindable"]) t.true(marks.includes(mark), mark);
});
