/**
 * The second part of the teaching kernel: segments, gates, and page tables.
 *
 * ```text
 *   GDT  00 null   08 kernel code   10 kernel data   18 user code   20 user data   28 task state   30 not present
 *   IDT  0–16 exceptions     20 timer  2E disk  27, 2F spurious     30 system call (ring 3 may call it; 3 and 4 as well)
 * ```
 *
 * All segments begin at 0 and reach to the end: rings come from segments, walls between processes from pages.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 3.4.5, 4.3, 6.11 and 7.2.1.
 *
 * @packageDocumentation
 */

/** Assembly. */
export const protection = `
KERNEL_CODE equ 0x08
KERNEL_DATA equ 0x10
USER_CODE   equ 0x18 + 3
USER_DATA   equ 0x20 + 3
TASK        equ 0x28
ABSENT      equ 0x30 + 3
SYSTEM_CALL equ 0x30

; ---- segments
set_segments:
    mov eax, TASK_STATE             ; its base goes into the descriptor in three parts
    mov [gdt_task + 2], ax
    shr eax, 16
    mov [gdt_task + 4], al
    mov [gdt_task + 7], ah
    mov edi, TASK_STATE
    mov ecx, 26
    xor eax, eax
    rep stosd
    mov dword [TASK_STATE + 8], KERNEL_DATA
    mov word [TASK_STATE + 102], 104    ; the I/O bitmap lies beyond the limit: no port is allowed
    lgdt [gdt_register]
    jmp KERNEL_CODE:.reload
.reload:
    mov eax, KERNEL_DATA
    mov ds, ax
    mov es, ax
    mov fs, ax
    mov gs, ax
    mov ss, ax
    mov eax, TASK
    ltr ax
    ret

gdt:
    dd 0, 0
    dd 0x0000ffff, 0x00cf9a00       ; kernel code: ring 0
    dd 0x0000ffff, 0x00cf9200       ; kernel data
    dd 0x0000ffff, 0x00cffa00       ; user code: ring 3
    dd 0x0000ffff, 0x00cff200       ; user data
gdt_task:
    dd 103, 0x00008900              ; task state: the kernel's stack for whoever comes from ring 3
    dd 0x0000ffff, 0x00cf7200       ; as user data, but not present
gdt_register:
    dw $ - gdt - 1
    dd gdt

; ---- gates: an interrupt gate clears IF on its way in
GATE        equ 0x8e00              ; present, ring 0, interrupt gate of 32 bits
GATE_OPEN   equ 0xee00              ; the same, and ring 3 may call it

%macro install 3                    ; vector, where to, kind
    mov ebx, %1
    mov eax, %2
    mov edx, %3
    call set_gate
%endmacro

set_gates:
    mov edi, GATES
    mov ecx, (SYSTEM_CALL + 1) * 2
    xor eax, eax
    rep stosd
    xor ebx, ebx
    mov esi, exceptions
.next:
    lodsd
    mov edx, GATE
    call set_gate
    inc ebx
    cmp ebx, 17
    jb .next
    install 3, breakpoint_entry, GATE_OPEN
    install 4, overflow_entry, GATE_OPEN
    install 0x20, timer_entry, GATE
    install 0x27, spurious_entry, GATE
    install 0x2e, disk_entry, GATE
    install 0x2f, spurious_entry, GATE
    install SYSTEM_CALL, system_call_entry, GATE_OPEN
    lidt [gates_register]
    ret

set_gate:                           ; EBX vector, EAX where to, EDX kind
    mov [GATES + ebx * 8], ax
    mov word [GATES + ebx * 8 + 2], KERNEL_CODE
    mov [GATES + ebx * 8 + 4], dx
    shr eax, 16
    mov [GATES + ebx * 8 + 6], ax
    ret

gates_register:
    dw (SYSTEM_CALL + 1) * 8 - 1
    dd GATES

; ---- paging: the first 4 MiB are the kernel's, at the same addresses, in every process
P           equ 1                   ; present
W           equ 2                   ; may be written
U           equ 4                   ; ring 3 may use it

set_paging:
    mov edi, KERNEL_TABLE
    mov eax, P + W
.next:
    stosd
    add eax, PAGE
    cmp eax, 0x400000
    jb .next
    xor ebx, ebx
    call make_space
    inc ebx
    call make_space
    mov eax, FRAMES
    mov cr3, eax
    mov eax, cr0
    or eax, 0x80010000              ; PG; WP: read-only holds for the kernel, too
    mov cr0, eax
    ret

make_space:                         ; EBX number of the process: its directory, its table
    mov edi, ebx
    shl edi, 14                     ; four frames each
    add edi, FRAMES
    push edi
    xor eax, eax
    mov ecx, 2 * PAGE / 4
    rep stosd
    pop edi
    mov dword [edi], KERNEL_TABLE + P + W
    lea eax, [edi + PAGE + P + W + U]
    mov [edi + (USER >> 22) * 4], eax
    mov dword [edi + PAGE], programs + P + U
    mov dword [edi + PAGE + 4], SHARED + P + W + U
    lea eax, [edi + 2 * PAGE + P + W + U]
    mov [edi + PAGE + 8], eax
    ret
`;
