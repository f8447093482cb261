/** The same program on our processor and on QEMU's, as the states before each instruction. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  assemble,
  Bus,
  CS,
  EDX,
  Fault,
  fetchStep,
  Processor,
  Ram,
  Shutdown,
  stepOnce,
  vectors,
} from "../../../lib/machine";
import { EIP_AT, type State, stateFromLog, stateOf } from "./state";

/** Where programs lie; they begin there, in real mode. */
export const ORIGIN = 0x8000;
const MEMORY_MIB = 4;
/** OUT to this port ends a program. */
export const EXIT_PORT = 0xf4;
const MOST_STEPS = 200_000;
/** What is on the way to the program after reset: `jmp 0:8000h` at the last 16 bytes of the firmware. */
const firmware = assemble(`bits 16
  times 65520 nop
  jmp 0:${ORIGIN}
  times 11 nop`).bytes;

/** The states before each instruction on our processor; an instruction that is repeated counts once. */
export function ourStates(bytes: Uint8Array): State[] {
  const ram = new Ram(MEMORY_MIB * 2 ** 20);
  ram.bytes.set(bytes, ORIGIN);
  const bus = new Bus(ram);
  const power = { isOff: false };
  bus.attach({ name: "exit", ports: [{ first: EXIT_PORT, count: 4 }], writePort: () => void (power.isOff = true) });
  const cpu = atProgram(new Processor(ram, bus));
  const states: State[] = [];
  try {
    while (!power.isOff && states.length < MOST_STEPS) {
      if (isFetchable(cpu)) append(states, stateOf(cpu));
      stepOnce(cpu);
    }
  } catch (error) {
    if (!(error instanceof Shutdown)) throw error;
  }
  return states;
}

/** As the jump of the firmware leaves QEMU's: EDX holds the processor's signature, and CS is a segment of code. */
function atProgram(cpu: Processor): Processor {
  cpu.eip = ORIGIN;
  cpu.general[EDX] = 0x663;
  cpu.segments[CS]!.load({ selector: 0, base: 0, limit: 0xffff, access: 0x9b, big: false });
  return cpu;
}

/** QEMU logs no instruction whose bytes cannot be read. */
function isFetchable(cpu: Processor): boolean {
  try {
    fetchStep(cpu);
    return true;
  } catch (error) {
    if (error instanceof Fault) return error.vector === vectors.UD;
    throw error;
  }
}

function append(states: State[], state: State): void {
  if (states.at(-1)?.[EIP_AT] !== state[EIP_AT]) states.push(state);
}

/** The states before each instruction in QEMU. */
export function qemuStates(bytes: Uint8Array): State[] {
  const folder = mkdtempSync(join(tmpdir(), "strata-qemu-"));
  try {
    const [bios, program, log] = ["bios", "program", "log"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(bios, firmware);
    writeFileSync(program, bytes);
    const run = spawnSync("qemu-system-i386", qemuOptions(bios, program, log), { encoding: "utf8", timeout: 60_000 });
    if (run.error !== undefined) throw run.error;
    return statesInLog(readFileSync(log, "latin1"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function qemuOptions(bios: string, program: string, log: string): string[] {
  return [
    ...oneInstruction(),
    ...["-cpu", "qemu32", "-m", String(MEMORY_MIB), "-bios", bios],
    ...["-device", `loader,file=${program},addr=${ORIGIN},force-raw=on`],
    ...["-device", `isa-debug-exit,iobase=${EXIT_PORT},iosize=4`],
    ...["-display", "none", "-serial", "none", "-monitor", "none", "-nodefaults", "-no-reboot"],
    ...["-d", "cpu,int,exec,nochain", "-D", log],
  ];
}

/** One instruction in each translated block: an option of its own until version 8. */
function oneInstruction(): string[] {
  const { stdout } = spawnSync("qemu-system-i386", ["--version"], { encoding: "utf8" });
  const major = Number(/version (\d+)/.exec(stdout)?.[1]);
  return major >= 8 ? ["-accel", "tcg,one-insn-per-tb=on"] : ["-accel", "tcg", "-singlestep"];
}

/** Registers follow each line that tells of a block; those that follow an exception are not wanted. */
function statesInLog(log: string): State[] {
  const states: State[] = [];
  const lines = log.split("\n");
  lines.forEach((line, at) => {
    if (!line.startsWith("Trace ")) return;
    const state = stateFromLog(lines.slice(at + 1, at + 18));
    if (states.length > 0 || state[EIP_AT] === ORIGIN) append(states, state);
  });
  return states;
}
