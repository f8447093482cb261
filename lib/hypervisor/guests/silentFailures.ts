/**
 * A guest that tries the instructions which are sensitive and do not trap, and writes what it finds to its screen and its serial port: one line each, and `as alone` or `WRONG`.
 *
 * ```text
 *   cli; pushf ... popf; pushf     IF after POPF     alone: what was popped      pushed out: what CLI or STI left
 *   push cs                        ring in CS        alone: 0                    pushed out: the ring where it really is
 *   sgdt, sidt                     bases             alone: its own              pushed out: the monitor's
 *   smsw                           TS in CR0         alone: set, as it set it    pushed out: the monitor's
 *   str, sldt                      selectors         alone: its own              pushed out: the monitor's
 *   lar, lsl, verr, verw           a descriptor      alone: as in its table      pushed out: as in the monitor's
 * ```
 *
 * @packageDocumentation
 */
import type { MachineSnapshot } from "../../machine";
import { bareGuest } from "./bareGuest";

/** One thing that the guest tries: its name on the screen, and code that leaves what it saw in EAX and what it should have seen in EBX. */
interface Attempt {
  readonly name: string;
  readonly code: string;
}

const attempts: readonly Attempt[] = [
  { name: "POPF  loads IF = 0", code: "sti\npush dword 2\npopfd\npushfd\npop eax\nand eax, 0x200\nxor ebx, ebx" },
  { name: "PUSHF after CLI, IF", code: "cli\npushfd\npop eax\nand eax, 0x200\nxor ebx, ebx" },
  { name: "POPF  loads IOPL = 3", code: "push dword 0x3002\npopfd\npushfd\npop eax\nand eax, 0x3000\nmov ebx, 0x3000" },
  { name: "PUSH CS, its ring", code: "push cs\npop eax\nand eax, 3\nxor ebx, ebx" },
  { name: "MOV from SS, its ring", code: "mov eax, ss\nand eax, 3\nxor ebx, ebx" },
  { name: "SGDT  base", code: "sgdt [scratch]\nmov eax, [scratch + 2]\nmov ebx, gdt" },
  { name: "SIDT  base", code: "sidt [scratch]\nmov eax, [scratch + 2]\nmov ebx, idt" },
  { name: "SLDT  selector", code: "xor eax, eax\nsldt ax\nmov ebx, 0x20" },
  { name: "STR   selector", code: "xor eax, eax\nstr ax\nmov ebx, 0x18" },
  { name: "SMSW  task-switched bit", code: "xor eax, eax\nsmsw ax\nand eax, 8\nmov ebx, 8" },
  {
    name: "LAR   access rights",
    code: "mov ecx, 0x08\nxor eax, eax\nlar eax, ecx\nand eax, 0x00f0ff00\nmov ebx, 0x00c09b00",
  },
  { name: "LSL   limit", code: "mov ecx, 0x10\nxor eax, eax\nlsl eax, ecx\nmov ebx, 0xffffffff" },
  { name: "VERR  may be read", code: "mov cx, 0x08\nverr cx\nsetz al\nmovzx eax, al\nmov ebx, 1" },
  { name: "VERW  may be written", code: "mov cx, 0x10\nverw cx\nsetz al\nmovzx eax, al\nmov ebx, 1" },
];

const source = `
start:
    lgdt [gdt_register]
    lidt [idt_register]
    jmp 0x08:.reload
.reload:
    mov ax, 0x10
    mov ds, ax
    mov ss, ax
    mov ax, 0x18
    ltr ax
    mov ax, 0x20
    lldt ax
    mov eax, cr0
    or eax, 8
    mov cr0, eax
${attempts.map(({ code }, at) => `${code}\nmov esi, name${at}\ncall report`).join("\n")}
    mov dx, 0x604
    mov ax, 0x2000
    out dx, ax
    hlt

report:                             ; ESI name, EAX seen, EBX expected
    push eax
    call print
    pop eax
    mov esi, right
    cmp eax, ebx
    je print
    mov esi, wrong
print:
    lodsb
    test al, al
    jz .done
    mov edx, 0x3f8                  ; to the serial port
    out dx, al
    mov edi, [cursor]               ; and to the screen
    cmp al, 10
    je .line
    mov ah, 7
    mov [edi], ax
    add dword [cursor], 2
    jmp print
.line:
    add dword [row], 160
    mov edi, [row]
    mov [cursor], edi
    jmp print
.done:
    ret

${attempts.map(({ name }, at) => `name${at}: db "${name.padEnd(26)}", 0`).join("\n")}
right: db "as alone", 10, 0
wrong: db "WRONG", 10, 0
align 4
cursor: dd 0xb8000
row: dd 0xb8000
align 8
gdt:
    dd 0, 0
    dd 0x0000ffff, 0x00cf9b00           ; 08 code
    dd 0x0000ffff, 0x00cf9300           ; 10 data
    dd 0x20000067, 0x00008900           ; 18 task state
    dd 0x2100000f, 0x00008200           ; 20 local table
gdt_register:
    dw 39
    dd gdt
idt_register:
    dw 255
    dd idt
scratch: dd 0, 0
align 8
idt: times 64 dd 0
`;

/** The guest, ready to be moved in. It switches its machine off at the end. */
export function silentFailuresGuest(): MachineSnapshot {
  return bareGuest(source);
}

/** One line of what it wrote. */
export interface SilentFailure {
  readonly attempt: string;
  /** Whether it saw what it would have seen alone. */
  readonly isRight: boolean;
}

/** Reads what it wrote. */
export function readSilentFailures(output: string): SilentFailure[] {
  return output
    .split("\n")
    .filter((line) => line.length > 26)
    .map((line) => ({ attempt: line.slice(0, 26).trim(), isRight: line.slice(26) === "as alone" }));
}
