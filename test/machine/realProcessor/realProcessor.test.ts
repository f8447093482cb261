/**
 * One instruction at a time, here and on the processor of this computer: the same registers, flags, memory, and exceptions.
 *
 * `recorded/cases.br` holds some thousands of cases with what the processor made of them, so that this runs anywhere. It was recorded by
 * `STRATA_RECORD=1 npx ava test/machine/realProcessor/realProcessor.test.ts` on an AMD EPYC with Linux 6.18. `STRATA_INSTRUCTIONS=1000000` tries as many as that; CI does.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { disassemble, forms } from "../../../lib/machine/isa";
import { seeded } from "../../../lib/sim";
import { hasTool } from "../../support/tools";
import { differences, instructionOf } from "./difference";
import { Ours } from "./ours";
import { isElsewhere, randomCase, triable, untried } from "./random";
import { pack, unpack } from "./recording";
import { compileRunner, onRealProcessor } from "./runner";
import type { Case, Outcome } from "./situation";

const file = join(__dirname, "recorded/cases.br");
const INSTRUCTIONS = Number(process.env["STRATA_INSTRUCTIONS"] ?? (process.env["CI"] === "true" ? 1_000_000 : 20_000));
const RECORDED_OF_EACH_FORM = 8;
const MOST_SHOWN = 20;

// Exceptions of the modelled machine are thrown by the hundred thousand: where in our code does not matter.
Error.stackTraceLimit = 0;

test("recorded cases end as on the real processor", (t) => {
  const ours = new Ours();
  const recorded = unpack(readFileSync(file));
  t.true(recorded.length > 3000);
  const wrong = recorded.flatMap(([given, real]) => sentences(given, real, ours.run(given)));
  t.deepEqual(wrong.slice(0, MOST_SHOWN), []);
  const went = new Set(recorded.flatMap(([given, { vector }]) => (vector === 1 ? [mnemonicOf(given)] : [])));
  t.deepEqual(
    [...new Set(triable.map(({ mnemonic }) => mnemonic))].filter((name) => !went.has(name)).sort(),
    onlyFaults,
  );
});

test("every form is tried, or it is said why not", (t) => {
  const tried = new Set(triable.map(({ mnemonic }) => mnemonic));
  for (const { mnemonic } of forms) t.not(tried.has(mnemonic), untried[mnemonic] !== undefined, mnemonic);
});

test(`${INSTRUCTIONS} random instructions end as on the processor of this computer`, async (t) => {
  t.timeout(1_800_000);
  const runner = compileRunner();
  if (!hasTool(t, typeof runner === "string" ? runner : "gcc -m32", () => typeof runner !== "string")) return;
  if (typeof runner === "string") return;
  const seed = Number(process.env["STRATA_SEED"] ?? 6);
  try {
    const { wrong, vectors } = await compareLive(runner.path, seed);
    t.deepEqual(wrong, []);
    for (const vector of [0, 1, 3, 4, 5, 6, 11, 12, 13, 14]) t.true(vectors.has(vector), `vector ${vector}`);
    if (process.env["STRATA_RECORD"] !== undefined) await record(runner.path);
  } finally {
    runner.remove();
  }
});

/** In a user's process these cannot but fault. */
const onlyFaults = [
  ...[
    "CLI",
    "CLTS",
    "HLT",
    "IN",
    "INSB",
    "INSD",
    "INSW",
    "INT",
    "INT3",
    "INVD",
    "INVLPG",
    "LGDT",
    "LIDT",
    "LLDT",
    "LMSW",
    "LTR",
  ],
  ...["OUT", "OUTSB", "OUTSD", "OUTSW", "RDMSR", "STI", "UD2", "WBINVD", "WRMSR"],
];

function mnemonicOf(given: Case): string {
  return instructionOf(given)?.form.mnemonic ?? "";
}

async function compareLive(path: string, seed: number): Promise<{ wrong: string[]; vectors: Set<number> }> {
  const random = seeded(seed);
  const waiting: Outcome[] = [];
  const wrong: string[] = [];
  const vectors = new Set<number>();
  await onRealProcessor(
    path,
    take(INSTRUCTIONS, () => randomCase(random), waiting),
    (given, real) => {
      vectors.add(real.vector);
      if (wrong.length < MOST_SHOWN) wrong.push(...sentences(given, real, waiting.shift()!));
      else waiting.shift();
    },
  );
  return { wrong, vectors };
}

/** So many cases that can be compared; what becomes of them here is noted. */
function* take(count: number, next: () => Case | undefined, outcomes: Outcome[]): Generator<Case> {
  const ours = new Ours();
  for (let left = count; left > 0; ) {
    const given = next();
    if (given === undefined) continue;
    const outcome = ours.run(given);
    if (ours.askedForUnknown || isElsewhere(outcome.vector, outcome.cr2)) continue;
    outcomes.push(outcome);
    left--;
    yield given;
  }
}

function sentences(given: Case, real: Outcome, ours: Outcome): string[] {
  const found = differences(given, real, ours);
  if (found.length === 0) return [];
  const instruction = instructionOf(given);
  const { general, eflags, eip, segments } = given.registers;
  const hex = (values: readonly number[]) => values.map((value) => (value >>> 0).toString(16)).join(" ");
  const text = instruction === undefined ? "no instruction" : disassemble(instruction);
  const situation = `registers ${hex(general)}, EFLAGS ${hex([eflags])}, EIP ${hex([eip])}, segments ${hex(segments)}`;
  return [`${text} (${Buffer.from(given.code).toString("hex")}): ${found.join("; ")}. ${situation}`];
}

async function record(path: string): Promise<void> {
  const random = seeded(1);
  const rows: (readonly [Case, Outcome])[] = [];
  const wanted = triable.flatMap((form) => Array.from({ length: RECORDED_OF_EACH_FORM }, () => form));
  let at = 0;
  const next = () => {
    const given = randomCase(random, wanted[at]);
    if (given !== undefined) at = (at + 1) % wanted.length;
    return given;
  };
  await onRealProcessor(path, take(wanted.length, next, []), (given, real) => rows.push([given, real]));
  writeFileSync(file, pack(rows));
}
