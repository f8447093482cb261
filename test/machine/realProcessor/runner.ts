/** The processor of this computer: runner.c, compiled and asked. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, decodeOutcome, encodeCase, type Outcome } from "./situation";

const OPTIONS = ["-m32", "-O1", "-static", "-nostdlib", "-ffreestanding", "-fno-pic", "-fno-stack-protector"];

/** Compiles runner.c; says where it is, or why it cannot be used here. */
export function compileRunner(): { readonly path: string; readonly remove: () => void } | string {
  const folder = mkdtempSync(join(tmpdir(), "strata-processor-"));
  const remove = () => {
    rmSync(folder, { recursive: true });
  };
  const path = join(folder, "runner");
  const built = spawnSync("gcc", [...OPTIONS, "-o", path, join(__dirname, "runner.c")], { encoding: "utf8" });
  const greeting = built.status === 0 ? spawnSync(path, { input: "" }) : undefined;
  if (greeting?.status === 0 && greeting.stdout.readInt32LE(0) === 1) return { path, remove };
  remove();
  if (built.status !== 0) return "gcc -m32";
  return greeting!.status === 0 ? "a kernel with modify_ldt" : "a kernel that runs 32-bit programs";
}

/** Has cases executed, and tells each outcome in their order. */
export async function onRealProcessor(
  path: string,
  cases: Iterable<Case>,
  tell: (given: Case, outcome: Outcome) => void,
): Promise<void> {
  const child = spawn(path, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: Case[] = [];
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.on("close", (code, signal) => done(signal ?? code)),
  );
  const read = (async () => {
    let rest = Buffer.alloc(0);
    let isGreeted = false;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk]);
      if (!isGreeted && rest.length >= 4) {
        rest = rest.subarray(4);
        isGreeted = true;
      }
      for (let next = decodeOutcome(rest); next !== undefined; next = decodeOutcome(rest)) {
        rest = rest.subarray(next.length);
        tell(waiting.shift()!, next.outcome);
      }
    }
  })();
  const BATCH = 256;
  let batch: Uint8Array[] = [];
  const send = async () => {
    if (!child.stdin.write(Buffer.concat(batch))) await new Promise((drained) => child.stdin.once("drain", drained));
    batch = [];
  };
  for (const given of cases) {
    waiting.push(given);
    batch.push(encodeCase(given));
    if (batch.length === BATCH) await send();
  }
  await send();
  child.stdin.end();
  await read;
  const status = await ended;
  if (status !== 0 || waiting.length > 0)
    throw new Error(
      `The process ended with ${status} before ${waiting.length} cases; the first: ${JSON.stringify(waiting[0])}`,
    );
}
