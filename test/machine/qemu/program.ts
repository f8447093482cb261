/**
 * A program that goes through many cases: each sets descriptors, gates, task state and page tables as chance has it, enters a ring, and does a few things there until
 * one of them faults or all are done. Then the next one begins.
 *
 * ```text
 *   start (real mode) ──► paging ──► case 0 ──IRET──► ring r: body ──fault or INT F0──► handler: what was pushed, into registers ──► case 1 …
 * ```
 *
 * What memory holds is seen when it is loaded into registers.
 */

import type { Random } from "../../../lib/sim";
import { randomCase } from "./cases";
import * as layout from "./layout";
import { EXIT_PORT, ORIGIN } from "./run";

/** Exceptions that push an error code. */
const WITH_CODE = [8, 10, 11, 12, 13, 14, 17];
const PAGE_FAULT = 14;

/** Source of a program. Half of them end with a triple fault. */
export function randomProgram(random: Random, cases: number): string {
  const bodies = Array.from({ length: cases }, (_, at) => randomCase(random, at));
  const end = random.integer(2) === 0 ? "lidt [zero]\n  ud2" : `out ${EXIT_PORT}, al`;
  return `${start}${layout.tables}${fixed}${handlers}${landing}${bodies.join("")}
case_${cases}:
  ${end}
  jmp case_${cases}
zero: dd 0, 0
`;
}

const start = `
  bits 16
  org ${ORIGIN}
  xor edx, edx
  cli
  xor eax, eax
  mov ds, ax
  mov ss, ax
  mov sp, 0x1000
  mov al, 0xff
  out 0x21, al
  out 0xa1, al
  mov word [0x20 * 4], real_handler
  mov word [0x20 * 4 + 2], 0
  int 0x20
  push word 0x800
  push word real_far
  retf
real_far equ $ - 0x8000
  mov bx, cs
  call 0:real_called
  mov fs, bx
  lgdt [gdtr]
  lidt [idtr]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp dword 0x08:flat
real_handler:
  pushf
  pop cx
  iret
real_called:
  mov si, cs
  retf
gdtr: dw ${layout.FREE_INDEX * 8 + 63}
  dd ${layout.GDT}
idtr: dw 2047
  dd ${layout.IDT}
`;

const fixed = `
  bits 32
land:
  mov eax, cs
  int 0xf0
back_iret:
  mov eax, cs
  iretd
back_0:
  mov eax, cs
  retf
back_1:
  mov eax, [esp + 8]
  retf 4
back_2:
  mov eax, [esp + 8]
  mov ebx, [esp + 12]
  retf 8
next: dd 0
flat:
  xor eax, eax
  mov fs, ax
  mov gs, ax
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, ${layout.stackOf[0]}
${Array.from({ length: 8 }, (_, at) => {
  const place = layout.PAGES + at * 4096 + layout.CODE_IN_PAGE;
  return `  mov dword [${place}], 0xf0cdf0cd\n  mov dword [${place + 4}], 0xf0cdf0cd\n`;
}).join("")}
  mov eax, 0x10
  mov cr4, eax
  mov eax, ${layout.DIRECTORY}
  mov cr3, eax
  mov eax, cr0
  or eax, 0x80000000
  mov cr0, eax
  jmp case_0
handled:
  and dword [esp + 8], 0xfffeffff
  pop ebx
  pop ecx
  pop esi
  pop edi
  pop ebp
  mov ebp, cr2
ended:
  mov ax, 0x10
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov esp, ${layout.stackOf[0]}
  lgdt [gdtr]
  jmp dword [next]
`;

/** Some versions of QEMU leave out RF in what a fault pushes, and all of them EXT in error codes: handlers drop both before they load them (bit 0 of a page fault's is P). */
const handlers = Array.from({ length: 32 }, (_, number) => {
  const drop = WITH_CODE.includes(number) && number !== PAGE_FAULT ? "  and dword [esp], 0xfffe\n" : "";
  const pop = WITH_CODE.includes(number) ? "  pop eax\n" : "";
  return `exception_${number}:\n${drop}${pop}  mov edx, ${number}\n  jmp handled\n`;
}).join("");

/** What is at `land` for segments of code whose base is 1000h. */
const landing = `
  times land + 0x1000 - $ nop
  mov eax, cs
  int 0xf0
`;
