/**
 * Agreement with Linux: random sequences of file operations give the same results, error names, contents, and the same upper layer –
 * whiteouts, opaque marks, redirects, attributes, owners and modes.
 *
 * Not compared: times; sizes of directories; inode numbers, and the marks `origin`, `impure` and `uuid`, which exist for them alone.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { type Outcome, runOurs } from "./kernel/ours";
import { type Machine, runReal } from "./kernel/real";
import { type Sequence, sequenceOf } from "./kernel/sequences";

interface Run {
  readonly sequence: Sequence;
  readonly outcome: Outcome;
}

const lines = readFileSync(join(__dirname, "recorded/kernel.jsonl"), "utf8").trim().split("\n");
const was = JSON.parse(lines[0]!) as Machine;
const recorded = lines.slice(1).map((line) => JSON.parse(line) as Run);
const isPlain = ({ layers }: Sequence) => layers.length === 0;

test("a file system in memory does what Linux's tmpfs was recorded to do", (t) => {
  const runs = recorded.filter(({ sequence }) => isPlain(sequence));
  t.true(runs.length > 50);
  for (const { sequence, outcome } of runs) t.deepEqual(runOurs(sequence), outcome);
});

test("an overlay does what Linux's overlay was recorded to do", (t) => {
  const runs = recorded.filter(({ sequence }) => !isPlain(sequence));
  t.true(runs.length > 150);
  for (const { sequence, outcome } of runs) t.deepEqual(runOurs(sequence), outcome);
});

test("what was recorded holds every kind of mark and most errors", (t) => {
  const text = JSON.stringify(recorded.map(({ outcome }) => outcome));
  const marks = ["overlay.opaque=y", "overlay.redirect=/", "overlay.redirect=a", "character 0 0 0 1 0 0:0"];
  const errors =
    "EACCES EBUSY EEXIST EINVAL EISDIR ELOOP ENAMETOOLONG ENODATA ENOENT ENOTDIR ENOTEMPTY EOPNOTSUPP EPERM EROFS EXDEV";
  for (const word of [...marks, ...errors.split(" ")]) t.true(text.includes(word), word);
});

test("a file system in memory does what tmpfs of this machine does", (t) => compareLive(t, "plain", 2000));

test("an overlay does what the overlay of this machine does", (t) => compareLive(t, "overlay", 2000));

function compareLive(t: ExecutionContext, kind: "plain" | "overlay", count: number): void {
  const sequences = Array.from({ length: count }, (_, at) => sequenceOf(10_000 + at, kind));
  const { machine, outcomes } = runReal(sequences);
  const why = machine.refused ?? differs(machine);
  if (why !== undefined) {
    t.log(`Not checked: ${kind} files on the kernel of this machine (${why}).`);
    t.pass();
    return;
  }
  t.is(outcomes.length, count);
  for (const [at, sequence] of sequences.entries())
    t.deepEqual(runOurs(sequence), outcomes[at]!, JSON.stringify(sequence));
}

/** Settings that change what a kernel permits. */
function differs({ protected: is }: Machine): string | undefined {
  return JSON.stringify(is) === JSON.stringify(was.protected)
    ? undefined
    : `fs.protected_* are ${JSON.stringify(is)} here`;
}
