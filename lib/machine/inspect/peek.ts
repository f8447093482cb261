/**
 * Looking at memory as the running code sees it, without leaving a trace: no A bit, no TLB entry, no device.
 *
 * @packageDocumentation
 */
import { look, tablesIn, x86Format } from "../../memory";
import { type Decoded, decode, disassemble } from "../isa";
import type { Processor } from "../processor/processor";
import { CS } from "../processor/segment";

/** The physical address behind a linear one, as the tables in memory (not the TLB) say now; none if they map nothing there. */
export function peekPhysical(cpu: Processor, linear: number): number | undefined {
  const { enabled, root, writeProtect } = cpu.memory.paging;
  if (!enabled) return linear >>> 0;
  const access = { address: linear >>> 0, kind: "read", mode: "supervisor" } as const;
  const found = look(tablesIn(cpu.ram, x86Format), root, access, { writeProtect });
  return found.type === "found" ? found.frame * 4096 + (linear & 0xfff) : undefined;
}

/** Bytes from a linear address on, as many as can be read without a gap. */
export function peekBytes(cpu: Processor, linear: number, count: number): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < count; at++) {
    const physical = peekPhysical(cpu, (linear + at) | 0);
    if (physical === undefined || !cpu.ram.has(physical) || cpu.bus.isDevice(physical)) break;
    bytes.push(cpu.ram.read8(physical));
  }
  return Uint8Array.from(bytes);
}

/** One instruction at a place, as text. */
export interface Line {
  /** Linear address, without sign. */
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** The instructions from CS:EIP on, as they lie in memory; fewer where memory or sense ends. */
export function instructionsAhead(cpu: Processor, count: number): Line[] {
  const code = cpu.segments[CS]!;
  const bytes = peekBytes(cpu, (code.base + cpu.eip) | 0, 15 * count);
  const lines: Line[] = [];
  for (let at = 0; lines.length < count && at < bytes.length; ) {
    const decoded = decode(bytes, at, code.big ? 32 : 16);
    if (decoded.type === "truncated") break;
    const length = lengthOf(decoded);
    const text = decoded.type === "instruction" ? disassemble(decoded.instruction, (cpu.eip + at) >>> 0) : "(invalid)";
    lines.push({ address: (code.base + cpu.eip + at) >>> 0, bytes: bytes.slice(at, at + length), text });
    at += length;
  }
  return lines;
}

function lengthOf(decoded: Exclude<Decoded, { type: "truncated" }>): number {
  if (decoded.type === "tooLong") return 15;
  return decoded.type === "instruction" ? decoded.instruction.length : decoded.length;
}
