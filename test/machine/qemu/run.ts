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
  const { ram, bus } = memoryWith([{ address: ORIGIN, bytes }]);
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

/** Memory as QEMU has it at the start. */
export function memoryWith(parts: readonly Part[]): { ram: Ram; bus: Bus } {
  const ram = new Ram(MEMORY_MIB * 2 ** 20);
  for (const { address, bytes } of parts) ram.bytes.set(bytes, address);
  return { ram, bus: new Bus(ram) };
}

/** As the jump of the firmware leaves QEMU's: EDX holds the processor's signature, and CS is a segment of code. */
export function atProgram(cpu: Processor): Processor {
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

/** A state is left out if it is that of the instruction before, begun again. */
function append(states: State[], state: State): void {
  if (states.at(-1)?.[EIP_AT] !== state[EIP_AT]) states.push(state);
}

/** Bytes at a physical address. */
export interface Part {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** The states before each instruction in QEMU. */
export function qemuStates(bytes: Uint8Array): State[] {
  return statesInLog(qemuLog([{ address: ORIGIN, bytes }]));
}

/** What QEMU logs of a run that begins at {@link ORIGIN} in real mode. */
export function qemuLog(parts: readonly Part[], disk?: Uint8Array, seconds = 60): string {
  const folder = mkdtempSync(join(tmpdir(), "strata-qemu-"));
  try {
    const file = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const loaders = parts.flatMap(({ address, bytes }, at) => [
      "-device",
      `loader,file=${file(`part${at}`, bytes)},addr=${address},force-raw=on`,
    ]);
    const drive = disk === undefined ? [] : ["-drive", `file=${file("disk", disk)},format=raw,if=ide`];
    const options = [...qemuOptions(file("bios", firmware), join(folder, "log")), ...loaders, ...drive];
    const run = spawnSync("qemu-system-i386", options, { encoding: "utf8", timeout: seconds * 1000 });
    if (run.error !== undefined && !("code" in run.error && run.error.code === "ETIMEDOUT")) throw run.error;
    return readFileSync(join(folder, "log"), "latin1");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function qemuOptions(bios: string, log: string): string[] {
  return [
    ...oneInstruction(),
    ...["-cpu", "qemu32,-apic", "-m", String(MEMORY_MIB), "-bios", bios],
    ...["-device", `isa-debug-exit,iobase=${EXIT_PORT},iosize=4`],
    ...["-display", "none", "-serial", "null", "-monitor", "none", "-nodefaults", "-no-reboot"],
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
