/**
 * The same bytes as NASM, on every form of the table with random operands.
 *
 * `recorded/nasm.json` holds one program a mode with NASM's bytes, so that this runs anywhere. It was recorded by
 * `STRATA_RECORD=1 npx ava test/machine/assembler/nasm.test.ts` with NASM 2.16.01.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { assemble, type Mode } from "../../../lib/machine";
import { seeded } from "../../../lib/sim";
import { hasTool } from "../../support/tools";
import { randomInstructions } from "../programs";

const file = join(__dirname, "recorded/nasm.json");
const ORIGIN = 0x1000;
/** Room for each instruction in NASM's output. */
const SLOT = 32;

for (const mode of [16, 32] as const) {
  test(`${mode}-bit code: recorded bytes`, (t) => {
    const recorded = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, readonly [string, string][]>>;
    const rows = recorded[mode]!;
    t.true(rows.length > 500);
    t.deepEqual(
      rows.map(([text]) => [text, hexOf(text, mode)]),
      rows.map((row) => [...row]),
    );
  });

  test(`${mode}-bit code: NASM itself, three instructions of each form`, (t) => {
    if (!hasTool(t, "nasm", () => spawnSync("nasm", ["-v"]).status === 0)) return;
    const random = seeded(mode);
    const texts = Array.from({ length: 3 }, () => randomInstructions(random, mode)).flat();
    const expected = nasm(texts, mode);
    const wrong = texts.flatMap((text, at) => {
      const ours = hexOf(text, mode);
      return expected[at]!.startsWith(ours) && ours !== "" ? [] : [`${text}: ${ours}, NASM ${expected[at]}`];
    });
    t.deepEqual(wrong, []);
    if (process.env["STRATA_RECORD"] !== undefined) record(mode);
  });
}

function hexOf(text: string, mode: Mode): string {
  return Buffer.from(assemble(`bits ${mode}\norg ${ORIGIN}\n${text}`).bytes).toString("hex");
}

/** Each instruction in a section of its own, at the same address; the bytes behind it are zeros. */
function nasm(texts: readonly string[], mode: Mode): string[] {
  const folder = mkdtempSync(join(tmpdir(), "strata-nasm-"));
  try {
    const sections = texts.map((text, at) => `section s${at} start=${at * SLOT} vstart=${ORIGIN}\n${text}\n`);
    writeFileSync(
      join(folder, "in.asm"),
      `bits ${mode}\n${sections.join("")}section last start=${texts.length * SLOT}\ndb 0\n`,
    );
    const run = spawnSync("nasm", ["-w-all", "-f", "bin", "-o", "out.bin", "in.asm"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(run.stderr.slice(0, 500));
    const bytes = readFileSync(join(folder, "out.bin"));
    return texts.map((_, at) => bytes.subarray(at * SLOT, (at + 1) * SLOT).toString("hex"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function record(mode: Mode): void {
  const texts = randomInstructions(seeded(100 + mode), mode);
  const bytes = nasm(texts, mode);
  const rows = texts.map((text, at) => [text, bytes[at]!.slice(0, hexOf(text, mode).length)]);
  const before = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, `${JSON.stringify({ ...before, [mode]: rows }, null, 0).replaceAll("],[", "],\n[")}\n`);
}
