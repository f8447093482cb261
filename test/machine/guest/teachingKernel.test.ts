/**
 * The teaching kernel prints the same here and on QEMU, and leaves the same disk.
 *
 * `recorded/teachingKernel.txt` is what QEMU 8.2 printed; it was recorded by `STRATA_RECORD=1 npx ava test/machine/guest/teachingKernel.test.ts`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import test from "ava";
import fc from "fast-check";
import {
  assemble,
  bootImage,
  Machine,
  SECTOR_BYTES,
  teachingDisk,
  teachingKernel,
  teachingKernelSource,
} from "../../../lib/machine";
import { hasTool } from "../../support/tools";

const recorded = join(__dirname, "recorded/teachingKernel.txt");
const kernel = teachingKernel();
const LIMIT = { instructions: 20_000_000 };

interface Run {
  readonly output: string;
  readonly disk: Uint8Array;
}

/** A run of ours, and what it left on the screen. */
interface OwnRun extends Run {
  readonly screen: string;
}

function started(image: Uint8Array, disk?: Uint8Array): Machine {
  const machine = new Machine({ memoryBytes: 4 * 2 ** 20, ...(disk !== undefined && { disk }) });
  bootImage(machine, image);
  return machine;
}

function ours(image: Uint8Array): OwnRun {
  const disk = teachingDisk();
  const machine = started(image, disk);
  const { reason } = machine.run(LIMIT);
  if (reason !== "off") throw new Error(`The kernel stopped by ${reason}.`);
  return { output: machine.board.serial.output, disk, screen: machine.board.screen.text() };
}

/** The kernel as it is, once for all tests. */
const usual = ours(kernel);

function onQemu(image: Uint8Array): Run {
  return inFolder((folder) => {
    const [file, disk] = [join(folder, "kernel"), join(folder, "disk")];
    writeFileSync(file, image);
    writeFileSync(disk, teachingDisk());
    const options = ["-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot", "-m", "16"];
    const drive = ["-drive", `file=${disk},format=raw,if=ide`];
    const run = spawnSync("qemu-system-i386", ["-kernel", file, ...drive, ...options], { timeout: 60_000 });
    if (run.error !== undefined) throw run.error;
    return { output: run.stdout.toString(), disk: new Uint8Array(readFileSync(disk)) };
  });
}

function inFolder<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "strata-kernel-"));
  try {
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("prints what QEMU printed", (t) => {
  t.is(usual.output, readFileSync(recorded, "utf8"));
});

test("prints on QEMU what it prints here, and leaves the same disk", (t) => {
  if (!hasTool(t, "qemu-system-i386", () => spawnSync("qemu-system-i386", ["--version"]).status === 0)) return;
  const there = onQemu(kernel);
  if (process.env["STRATA_RECORD"] !== undefined) writeFileSync(recorded, there.output);
  t.is(usual.output, there.output);
  t.deepEqual(usual.disk, there.disk);
});

test("is assembled to the bytes that NASM makes of it", (t) => {
  if (!hasTool(t, "nasm", () => spawnSync("nasm", ["-v"]).status === 0)) return;
  const bytes = inFolder((folder) => {
    const [source, out] = [join(folder, "kernel.asm"), join(folder, "kernel.bin")];
    writeFileSync(source, teachingKernelSource);
    const run = spawnSync("nasm", ["-f", "bin", "-o", out, source], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
    return new Uint8Array(readFileSync(out));
  });
  t.deepEqual(kernel, bytes);
});

test("prints the same however often the timer ticks", (t) => {
  const property = fc.property(fc.integer({ min: 40, max: 2500 }), (count) => {
    const changed = assemble(teachingKernelSource.replaceAll("1193", String(count))).bytes;
    t.is(ours(changed).output, usual.output);
  });
  t.notThrows(() => fc.assert(property, { seed: 6, numRuns: process.env.CI === "true" ? 4 : 1 }));
});

test("shows on the screen what it sends to the serial port", (t) => {
  const lines = usual.output.trimEnd().split("\n");
  t.is(usual.screen, lines.slice(-24).join("\n"));
});

test("writes in capitals to the second sector what it reads from the first", (t) => {
  const { disk } = usual;
  const text = (sector: number) => new TextDecoder().decode(disk.subarray(sector * SECTOR_BYTES).subarray(0, 32));
  t.is(text(1), text(0).toUpperCase());
  t.not(text(1), text(0));
});

test("says so where there is no disk", (t) => {
  const machine = started(kernel);
  t.is(machine.run(LIMIT).reason, "off");
  t.regex(machine.board.serial.output, /ping finds no disk\.\n/);
  t.notRegex(machine.board.serial.output, /has written/);
});

test("needs the timer: without it, the first process waits for ever", (t) => {
  const withoutTimer = assemble(teachingKernelSource.replace("    call set_timer\n", "")).bytes;
  const machine = started(withoutTimer, teachingDisk());
  t.is(machine.run({ instructions: 1_000_000 }).reason, "limit");
  t.true(machine.board.serial.output.endsWith("ping 1\n"));
});

test("goes on from a snapshot as if nothing had been", (t) => {
  const machine = started(kernel, teachingDisk());
  for (const instructions of [5_000, 300_000, 500_000]) machine.run({ instructions });
  const snapshot = machine.snapshot();
  machine.run(LIMIT);
  const [output, clock] = [machine.board.serial.output, machine.clock];
  const other = new Machine({ memoryBytes: 4 * 2 ** 20, disk: new Uint8Array(teachingDisk().length) });
  other.restore(snapshot);
  other.run(LIMIT);
  t.is(other.board.serial.output, output);
  t.is(other.clock, clock);
});

test("does in single steps what it does at full speed", (t) => {
  const [stepped, full] = [started(kernel, teachingDisk()), started(kernel, teachingDisk())];
  stepped.onStep = () => {};
  const instructions = process.env.CI === "true" ? 300_000 : 60_000;
  for (const machine of [stepped, full]) machine.run({ instructions });
  const states = [stepped.snapshot(), full.snapshot()];
  if (isDeepStrictEqual(states[0], states[1])) t.pass();
  else t.deepEqual(states[0], states[1]);
});
