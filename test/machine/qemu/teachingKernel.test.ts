/**
 * The teaching kernel, instruction by instruction as on QEMU: from its start to its end, with all its faults, system calls and interrupts. It counts fewer primes, and ends by
 * QEMU's exit port, since there is no firmware that would set up power management.
 *
 * `recorded/kernel/` holds a run of QEMU, recorded by `STRATA_RECORD=1 npx ava test/machine/qemu/teachingKernel.test.ts`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { assemble, LOADER_MAGIC, teachingDisk, teachingKernelSource } from "../../../lib/machine";
import { hasTool } from "../../support/tools";
import { pack, type Recording, unpack } from "./recording";
import { type Replayed, type Run, replay, runInLog } from "./replay";
import { EXIT_PORT, ORIGIN, qemuLog } from "./run";
import { fieldNames } from "./state";

const KERNEL = 0x10_0000;
/** States of the recorded run, and characters of QEMU's log that are read outside CI. */
const RECORDED_STATES = 30_000;
const READ = process.env.CI === "true" ? Infinity : 2e7;
const recorded = join(__dirname, "recorded/kernel/kernel.json");

interface RecordedRun extends Recording {
  readonly interrupts: readonly (readonly [after: number, vector: number])[];
}

const kernel = assemble(
  teachingKernelSource.replace("cmp ecx, 2000", "cmp ecx, 30").replace("mov dx, 0x604", `mov dx, ${EXIT_PORT}`),
);

/** What a multiboot loader would have done. */
const loader = assemble(`
  bits 16
  org ${ORIGIN}
  cli
  lgdt [table]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 8:flat
table: dw 23
  dd entries
entries: dd 0, 0, 0xffff, 0xcf9b00, 0xffff, 0xcf9300
  bits 32
flat:
  mov ax, 16
  mov ds, ax
  mov es, ax
  mov fs, ax
  mov gs, ax
  mov ss, ax
  mov eax, ${LOADER_MAGIC}
  xor ebx, ebx
  jmp ${kernel.labels.get("start")!}`);

const partsWith = (bytes: Uint8Array) => [
  { address: ORIGIN, bytes: loader.bytes },
  { address: KERNEL, bytes },
];

function requireEqual(t: ExecutionContext, run: Run, { compared, ours }: Replayed): void {
  const theirs = run.states[compared];
  const wrong = fieldNames.flatMap((name, at) =>
    ours === undefined || ours[at] === theirs?.[at] ? [] : [`${name} ${ours[at]}, QEMU ${theirs?.[at]}`],
  );
  t.deepEqual(wrong, [], `state ${compared} of ${run.states.length}`);
  t.is(compared, run.states.length);
}

test("recorded run: every state", (t) => {
  const recording = JSON.parse(readFileSync(recorded, "utf8")) as RecordedRun;
  const { program, states } = unpack(recording);
  const run = { states, interrupts: new Map(recording.interrupts) };
  t.true(states.length > 20_000 && run.interrupts.size > 50);
  requireEqual(t, run, replay(run, partsWith(program), teachingDisk()));
});

test("QEMU itself: every state", (t) => {
  if (!hasTool(t, "qemu-system-i386", () => spawnSync("qemu-system-i386", ["--version"]).status === 0)) return;
  const log = qemuLog(partsWith(kernel.bytes), teachingDisk());
  const run = runInLog(log.slice(0, log.lastIndexOf("\nTrace ", READ)));
  t.log(`${run.states.length} states, ${run.interrupts.size} interrupts`);
  t.true(run.states.length > 10_000);
  requireEqual(t, run, replay(run, partsWith(kernel.bytes), teachingDisk()));
  if (process.env["STRATA_RECORD"] !== undefined) record(run);
});

function record({ states, interrupts }: Run): void {
  const [version] = spawnSync("qemu-system-i386", ["--version"], { encoding: "utf8" }).stdout.split("\n");
  const recording: RecordedRun = {
    ...pack(version!, kernel.bytes, states.slice(0, RECORDED_STATES)),
    interrupts: [...interrupts].filter(([after]) => after < RECORDED_STATES),
  };
  writeFileSync(recorded, `${JSON.stringify(recording)}\n`);
}
