/**
 * A machine as a page shows it: registers, rings and memory as HTML without script, so that exported pages show the same. Each view comes with the same as plain text.
 *
 * @packageDocumentation
 */
import type { Machine } from "../machine";
import { cr0Bits, ESP, flagBits, type Processor, SS } from "../processor";
import { cell, type Rendered, rendered, row, table } from "./html";
import { instructionsAhead, peekBytes } from "./peek";
import type { ProcessorState } from "./snapshot";
import { registersOf } from "./trace";

const RINGS = ["kernel", "", "", "programs"];
const allSegmentNames = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];

/**
 * The registers: general, flags by name, segments with their rings, control registers.
 *
 * @param before - a state to compare with: what has changed is marked
 */
export function registersView(cpu: Processor, before?: ProcessorState): Rendered {
  const now = registersOf(cpu);
  const old = before === undefined ? undefined : oldRegisters(before);
  const general = Object.entries(now).map(([name, value]) =>
    row([cell(name), cell(hex(value), old !== undefined && old[name] !== value ? "changed" : "")]),
  );
  const segments = [...cpu.segments, cpu.ldt, cpu.task].map(({ selector, base, limit, dpl, isUsable }, at) =>
    row([
      cell(allSegmentNames[at]!),
      cell(hex(selector, 4)),
      cell(isUsable ? hex(base >>> 0) : "–"),
      cell(isUsable ? hex(limit) : "–"),
      cell(isUsable ? String(dpl) : "–"),
    ]),
  );
  return rendered([
    table(["register", "value"], [row([cell("eip"), cell(hex(cpu.eip >>> 0))]), ...general]),
    table(["segment", "selector", "base", "limit", "DPL"], segments),
    table(["", ""], [row([cell("flags"), cell(flagNames(cpu))]), ...controlRows(cpu)]),
  ]);
}

/** The four rings, and in which one the processor is. */
export function ringView(cpu: Processor): Rendered {
  const rings = [0, 1, 2, 3].map((ring) =>
    row([
      cell(ring === cpu.cpl ? "▶" : ""),
      cell(`ring ${ring}`, ring === cpu.cpl ? "changed" : ""),
      cell(RINGS[ring]!),
    ]),
  );
  return rendered([table(["", "ring", "usual tenant"], rings)]);
}

/** The next instructions, and the top of the stack. */
export function codeView(cpu: Processor, { instructions = 6, words = 6 } = {}): Rendered {
  const lines = instructionsAhead(cpu, instructions).map(({ address, bytes, text }, at) =>
    row([cell(at === 0 ? "▶" : ""), cell(hex(address)), cell(hexBytes(bytes)), cell(text)]),
  );
  return rendered([
    table(["", "address", "bytes", "instruction"], lines),
    table(["stack", "word"], stackRows(cpu, words)),
  ]);
}

/** Memory from a linear address on, 16 bytes a line; shorter where nothing is mapped. */
export function memoryView(cpu: Processor, linear: number, bytes = 64): Rendered {
  const found = peekBytes(cpu, linear, bytes);
  const lines = Array.from({ length: Math.ceil(found.length / 16) }, (_, at) => found.subarray(16 * at, 16 * at + 16));
  return rendered([
    table(
      ["address", "bytes", "text"],
      lines.map((line, at) => row([cell(hex((linear + 16 * at) >>> 0)), cell(hexBytes(line)), cell(printable(line))])),
    ),
  ]);
}

/** Everything about a machine that fits on a page. */
export function machineView({ processor }: Machine, before?: ProcessorState): Rendered {
  return rendered([ringView(processor), registersView(processor, before), codeView(processor)]);
}

function stackRows(cpu: Processor, words: number) {
  const stack = cpu.segments[SS]!;
  const size = stack.big ? 4 : 2;
  const top = stack.big ? cpu.general[ESP]! : cpu.general[ESP]! & 0xffff;
  const bytes = peekBytes(cpu, (stack.base + top) | 0, size * words);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, at) => {
    const word = bytes.slice(size * at, size * at + size).reduceRight((sum, byte) => sum * 256 + byte, 0);
    return row([cell(hex((top + size * at) >>> 0)), cell(hex(word, 2 * size))]);
  });
}

function controlRows(cpu: Processor) {
  const names = Object.entries(cr0Bits).filter(([, bit]) => (cpu.cr0 & bit) !== 0);
  return [
    row([cell("cr0"), cell(`${hex(cpu.cr0 >>> 0)} ${names.map(([name]) => name).join(" ")}`)]),
    row([cell("cr3"), cell(hex(cpu.cr3 >>> 0))]),
  ];
}

function flagNames(cpu: Processor): string {
  const word = cpu.flags.word;
  const set = Object.entries(flagBits).filter(([name, bit]) => name !== "IOPL" && (word & bit) !== 0);
  return [...set.map(([name]) => name), `IOPL=${cpu.iopl}`].join(" ");
}

function oldRegisters({ general, eflags }: ProcessorState): Record<string, number> {
  const names = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
  return { ...Object.fromEntries(names.map((name, at) => [name, general[at]! >>> 0])), eflags: eflags >>> 0 };
}

function hex(value: number, digits = 8): string {
  return value.toString(16).padStart(digits, "0");
}

function hexBytes(bytes: Uint8Array): string {
  return [...bytes].map((byte) => hex(byte, 2)).join(" ");
}

function printable(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
}
