/** A processor with a program in its memory, for tests of what the system does. */
import { assemble, Bus, Processor, Ram, stepOnce } from "../../../lib/machine";

const TWO_MIB = 2 ** 21;

/** A processor in real mode that is going to execute a program at its origin. */
export function processorWith(source: string): { cpu: Processor; labels: ReadonlyMap<string, number> } {
  const ram = new Ram(TWO_MIB);
  const { bytes, origin, labels } = assemble(source);
  ram.bytes.set(bytes, origin);
  const cpu = new Processor(ram, new Bus(ram));
  cpu.eip = origin;
  return { cpu, labels };
}

/** Runs until HLT; returns how many instructions that took. */
export function runToHalt(cpu: Processor, most = 10_000): number {
  for (let count = 0; count < most; count++) {
    if (cpu.halted) return count;
    stepOnce(cpu);
  }
  throw new Error(`No HLT after ${most} instructions; EIP is ${(cpu.eip >>> 0).toString(16)}.`);
}

/** Source that enters protected mode with flat segments: 0x08 and 0x10 of ring 0, 0x1B and 0x23 of ring 3, task state 0x28, and an interrupt table of 64 gates. */
export const toProtectedMode = `
  bits 16
  org 0x1000
  lgdt [gdtr]
  lidt [idtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 0x08:flat
  bits 32
gdt:
  dd 0, 0
  dd 0x0000ffff, 0x00cf9a00
  dd 0x0000ffff, 0x00cf9200
  dd 0x0000ffff, 0x00cffa00
  dd 0x0000ffff, 0x00cff200
  dd 0x20000067, 0x00008900
gdtr: dw 47
  dd gdt
idtr: dw 511
  dd 0x2100
flat:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, 0x9000
  mov dword [0x2004], 0x8000
  mov dword [0x2008], 0x10
  mov ax, 0x28
  ltr ax
`;

/** Source that puts a gate of ring 0 into the interrupt table. */
export function gate(vector: number, label: string, access = 0xee): string {
  const at = 0x2100 + vector * 8;
  return `
  mov eax, ${label}
  mov [${at}], ax
  mov word [${at + 2}], 0x08
  mov word [${at + 4}], ${access * 256}
  shr eax, 16
  mov [${at + 6}], ax
`;
}
