/**
 * Ports: IN and OUT, and their strings. Who may use a port is asked before it is read.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, chapter 19, and vol. 2A, "IN", "INS", "OUT", "OUTS".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import { requireIo } from "../protection/taskState";
import { EDI, EDX, ESI, type Processor } from "./processor";
import { ES } from "./segment";
import type { Step } from "./step";
import { advance, type Once, pointer, repeated } from "./strings";

/** IN: the value of a port. */
export function readPort(cpu: Processor, width: Width, port: number): number {
  requireIo(cpu, port, width);
  return cpu.bus.readPort(port, width);
}

/** OUT: the first operand is the port, the second what is written. */
export function writePort(cpu: Processor, { first, second }: Step): void {
  const port = cpu.read(first!);
  requireIo(cpu, port, second!.width);
  cpu.bus.writePort(port, cpu.read(second!), second!.width);
}

/** INS. A fault of the store comes before the port is read. */
export function inputStrings(width: Width): Once {
  return allowed(width, (cpu, step) => {
    const offset = pointer(cpu, EDI, step);
    cpu.memory.requireWritable(cpu.linearForWrite(ES, offset, width >> 3), width);
    cpu.store(ES, offset, cpu.bus.readPort(cpu.general[EDX]! & 0xffff, width), width);
    advance(cpu, EDI, width, step);
  });
}

/** OUTS. */
export function outputStrings(width: Width): Once {
  return allowed(width, (cpu, step) => {
    const value = cpu.load(step.segment, pointer(cpu, ESI, step), width);
    cpu.bus.writePort(cpu.general[EDX]! & 0xffff, width === 32 ? value >>> 0 : value, width);
    advance(cpu, ESI, width, step);
  });
}

/** Repeated by REP, once the port is allowed; that is asked even if ECX is 0. */
function allowed(width: Width, once: Once): Once {
  const strings = repeated(once);
  return (cpu, step) => {
    requireIo(cpu, cpu.general[EDX]! & 0xffff, width);
    strings(cpu, step);
  };
}
