/**
 * The same states as QEMU, instruction by instruction, on programs that go through rings, gates, faults and page tables by chance.
 *
 * QEMU without KVM does not look at limits and rights of data segments, so the programs stay within them; those rules are held against the processor itself and the manual
 * elsewhere. `recorded/` holds runs of QEMU, so that this runs anywhere. They were recorded by `STRATA_RECORD=1 npx ava test/machine/qemu/traces.test.ts` with the version
 * that each names.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { assemble } from "../../../lib/machine";
import { seeded } from "../../../lib/sim";
import { hasTool } from "../../support/tools";
import { randomProgram } from "./program";
import { pack, type Recording, unpack } from "./recording";
import { ourStates, qemuStates } from "./run";
import { EIP_AT, fieldNames, type State } from "./state";

const folder = join(__dirname, "recorded");
/** Runs that are recorded, and those that are made each time where QEMU is installed: seeds. */
const RECORDED = [101, 102, 103];
const LIVE = Array.from({ length: process.env.CI === "true" ? 12 : 1 }, (_, at) => 1 + at);
const CASES = 150;

const recordings = readdirSync(folder).filter((file) => file.endsWith(".json"));
for (const name of recordings.slice(0, process.env.CI === "true" ? undefined : 1)) {
  test(`recorded run ${name}: every state`, (t) => {
    const { program, states } = unpack(JSON.parse(readFileSync(join(folder, name), "utf8")) as Recording);
    t.true(states.length > 50 * CASES);
    requireEqual(t, ourStates(program), states);
  });
}

for (const seed of LIVE) {
  test(`QEMU itself, program ${seed}: every state`, (t) => {
    if (!hasTool(t, "qemu-system-i386", () => spawnSync("qemu-system-i386", ["--version"]).status === 0)) return;
    const { bytes } = assemble(randomProgram(seeded(seed), CASES));
    const theirs = qemuStates(bytes);
    t.true(theirs.length > 50 * CASES);
    requireEqual(t, ourStates(bytes), theirs);
  });
}

if (process.env["STRATA_RECORD"] !== undefined) test("record", (t) => t.notThrows(record));

function requireEqual(t: ExecutionContext, ours: readonly State[], theirs: readonly State[]): void {
  const at = theirs.findIndex((state, index) => ours[index] === undefined || differences(ours[index], state) !== "");
  if (at === -1) t.is(ours.length, theirs.length);
  else t.fail(`step ${at} after ${before(theirs, at)}: ${differences(ours[at] ?? [], theirs[at]!)}`);
}

function before(states: readonly State[], at: number): string {
  return (states[at - 1]?.[EIP_AT] ?? 0).toString(16);
}

function differences(ours: State, theirs: State): string {
  const hex = (number: number | undefined) => number?.toString(16) ?? "nothing";
  return theirs
    .flatMap((value, at) => (value === ours[at] ? [] : [`${fieldNames[at]!} ${hex(ours[at])}, QEMU ${hex(value)}`]))
    .join("; ");
}

function record(): void {
  const [version] = spawnSync("qemu-system-i386", ["--version"], { encoding: "utf8" }).stdout.split("\n");
  for (const seed of RECORDED) {
    const { bytes } = assemble(randomProgram(seeded(seed), CASES));
    const recording = pack(version!, bytes, qemuStates(bytes));
    writeFileSync(join(folder, `${seed}.json`), `${JSON.stringify(recording, null, 1)}\n`);
  }
}
