/**
 * The task-state segment, as far as systems use it that switch tasks in software: the stacks of the inner rings, and which ports a task may use.
 *
 * ```text
 *   offset   0 link   4 ESP0   8 SS0   12 ESP1   16 SS1   20 ESP2   24 SS2   28 CR3, registers …   102 offset of the I/O bitmap
 *   16 bits: 0 link   2 SP0    4 SS0    6 SP1     8 SS1   10 SP2    12 SS2
 * ```
 *
 * Left out: switching tasks by hardware. A far transfer or an interrupt to a task raises #GP, IRET with NT raises #TS.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 7.2.1 and 5.8.5; vol. 1, section 19.5.2, "I/O Permission Bit Map".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import { Fault } from "../processor/fault";
import type { Processor } from "../processor/processor";
import { accessed, errorCodeOf, requireDescriptor, systemTypes } from "./descriptor";
import { Stack } from "./stack";

const IO_MAP_BASE = 102;

/** The stack that the task state names for a ring. Throws #TS or #SS. */
export function stackOfRing(cpu: Processor, ring: number, external = 0): Stack {
  const { selector, top } = stackPointer(cpu, ring, external);
  const descriptor = requireDescriptor(cpu, selector, "TS", external);
  const errorCode = errorCodeOf(selector) | external;
  if ((selector & 3) !== ring || descriptor.dpl !== ring || !descriptor.isWritable) throw new Fault("TS", errorCode);
  if (!descriptor.isPresent) throw new Fault("SS", errorCode);
  return Stack.inner(cpu, accessed(cpu, descriptor, selector), top, errorCode);
}

function stackPointer(cpu: Processor, ring: number, external: number): { selector: number; top: number } {
  const { task, memory } = cpu;
  const bytes = (task.access & 8) === 0 ? 2 : 4;
  const at = bytes * (1 + 2 * ring);
  if (at + bytes + 1 > task.limit) throw new Fault("TS", errorCodeOf(task.selector) | external);
  const linear = (task.base + at) | 0;
  return memory.asSupervisor(() => ({
    top: bytes === 4 ? memory.load32(linear) : memory.load16(linear),
    selector: memory.load16((linear + bytes) | 0),
  }));
}

/** Throws #GP unless the code that runs may use these ports: up to IOPL everybody may, beyond it the bitmap of the task decides. */
export function requireIo(cpu: Processor, port: number, width: Width): void {
  if (!cpu.isProtected || cpu.cpl <= cpu.iopl) return;
  const allBits = (1 << (width / 8)) - 1;
  if (((ioBits(cpu, port) >> (port & 7)) & allBits) !== 0) throw new Fault("GP", 0);
}

/** Sixteen bits of the bitmap, from the byte that a port is in. */
function ioBits(cpu: Processor, port: number): number {
  const { task, memory } = cpu;
  const is32 = (task.access & 0xd) === systemTypes.availableTask32;
  if (!is32 || IO_MAP_BASE + 1 > task.limit) throw new Fault("GP", 0);
  return memory.asSupervisor(() => {
    const at = memory.load16((task.base + IO_MAP_BASE) | 0) + (port >> 3);
    if (at + 1 > task.limit) throw new Fault("GP", 0);
    return memory.load16((task.base + at) | 0);
  });
}
