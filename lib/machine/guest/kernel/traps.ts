/**
 * The third part of the teaching kernel: every way into it, and the one way out.
 *
 * ```text
 *   stack of the kernel after the entry, EBP points to its lowest word:
 *   0 ES │ 4 DS │ 8 EDI ESI EBP ESP EBX EDX ECX EAX │ 40 vector │ 44 error code │ 48 EIP │ 52 CS │ 56 EFLAGS │ 60 ESP │ 64 SS
 *                                                                 by the processor ──────────────  (only from ring 3)
 * ```
 *
 * Whether it came from ring 3 is told by the selector, not by its two lowest bits: a kernel that was pushed out of ring 0 would find another number there.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 6.12, 6.13 and 6.15.
 *
 * @packageDocumentation
 */

/** Assembly. */
export const traps = `
%macro entry 2                      ; name, vector: the processor pushed no error code
%1: push 0
    push %2
    jmp trap
%endmacro
%macro entry_with_code 2
%1: push %2
    jmp trap
%endmacro

    entry divide_entry, 0
    entry debug_entry, 1
    entry nmi_entry, 2
    entry breakpoint_entry, 3
    entry overflow_entry, 4
    entry bound_entry, 5
    entry opcode_entry, 6
    entry device_entry, 7
    entry_with_code double_entry, 8
    entry overrun_entry, 9
    entry_with_code task_entry, 10
    entry_with_code absent_entry, 11
    entry_with_code stack_entry, 12
    entry_with_code protection_entry, 13
    entry_with_code page_entry, 14
    entry reserved_entry, 15
    entry float_entry, 16
    entry timer_entry, 0x20
    entry spurious_entry, 0x27
    entry disk_entry, 0x2e
    entry system_call_entry, SYSTEM_CALL

exceptions:
    dd divide_entry, debug_entry, nmi_entry, breakpoint_entry, overflow_entry, bound_entry, opcode_entry
    dd device_entry, double_entry, overrun_entry, task_entry, absent_entry, stack_entry, protection_entry
    dd page_entry, reserved_entry, float_entry

F_EDI       equ 8
F_ESI       equ 12
F_EBX       equ 24
F_EAX       equ 36
F_VECTOR    equ 40
F_ERROR     equ 44
F_EIP       equ 48
F_CS        equ 52
F_EFLAGS    equ 56
IF          equ 0x200

; system calls: number in EAX, result in EAX
CALL_EXIT   equ 0
CALL_PRINT  equ 1                   ; ESI text
CALL_NUMBER equ 2                   ; EBX number
CALL_CATCH  equ 3                   ; EBX where to go on after the next fault
CALL_READ   equ 4                   ; EBX sector, EDI to
CALL_WRITE  equ 5                   ; EBX sector, ESI from
CALLS       equ 6

trap:
    pushad
    push ds
    push es
    mov eax, KERNEL_DATA
    mov ds, ax
    mov es, ax
    cld
    mov ebp, esp
    mov eax, [ebp + F_VECTOR]
    cmp eax, SYSTEM_CALL
    je .system_call
    cmp eax, 0x20
    je .timer
    cmp eax, 0x2e
    je .disk
    jb fault
    jmp leave_trap
.system_call:
    mov eax, [ebp + F_EAX]
    cmp eax, CALLS
    jae .unknown
    call dword [calls + eax * 4]
    jmp leave_trap
.unknown:
    mov dword [ebp + F_EAX], -1
    jmp leave_trap
.timer:
    mov al, 0x20
    out 0x20, al                    ; end of interrupt
    cmp word [ebp + F_CS], USER_CODE
    jne leave_trap                  ; the kernel is not preempted
    call switch
    jmp leave_trap
.disk:
    mov al, 0x20
    out 0xa0, al
    out 0x20, al
    mov byte [disk_has_answered], 1

; The way out. STI works after the next instruction, so no interrupt comes before IRETD has left. (IRETD alone would set IF, too. But where
; the kernel does not run in ring 0, it silently would not; STI is an instruction that a monitor is told of.)
leave_trap:
    mov esp, ebp
    test dword [ebp + F_EFLAGS], IF
    pop es
    pop ds
    jz .quiet
    popad
    lea esp, [esp + 8]
    sti
    iretd
.quiet:
    popad
    lea esp, [esp + 8]
    iretd

; ---- a fault: say which; go on where whoever caused it asked to
fault:
    cmp eax, 17
    jae leave_trap                  ; a spurious interrupt
    mov esi, text_kernel
    cmp word [ebp + F_CS], USER_CODE
    jne .name
    mov ecx, [current]
    mov esi, [names + ecx * 4]
.name:
    call print
    mov esi, text_fault
    call print
    mov esi, [ebp + F_VECTOR]
    lea esi, [fault_names + esi * 2 + esi]
    call print
    mov esi, text_error
    call print
    mov eax, [ebp + F_ERROR]
    call print_hex
    cmp dword [ebp + F_VECTOR], 14
    jne .go_on
    mov esi, text_address
    call print
    mov eax, cr2
    call print_hex
.go_on:
    mov al, 10
    call put
    and dword [ebp + F_EFLAGS], -0x4101 ; neither NT nor TF once more
    mov eax, [kernel_goes_on]
    cmp word [ebp + F_CS], USER_CODE
    jne .resume
    mov ecx, [current]
    mov eax, [process_goes_on + ecx * 4]
    mov dword [process_goes_on + ecx * 4], 0
.resume:
    mov [ebp + F_EIP], eax
    test eax, eax
    jnz leave_trap
    mov esi, text_unexpected
    call print
    jmp finish

; ---- two faults that the kernel itself causes
fault_in_kernel:
    mov dword [kernel_goes_on], .after_task
    pushfd
    or dword [esp], 0x4000          ; NT: IRET is to go back to another task, and there is none
    popfd
    iretd
.after_task:
    mov word [GATES + 4], 0         ; no gate for #DE: to report it is a fault as well
    mov dword [kernel_goes_on], .after_double
    xor edx, edx
    xor ecx, ecx
    div ecx
.after_double:
    mov word [GATES + 4], GATE
    ret

kernel_goes_on: dd 0
process_goes_on: dd 0, 0
fault_names:    db "DE", 0, "DB", 0, "NM", 0, "BP", 0, "OF", 0, "BR", 0, "UD", 0, "NM", 0, "DF", 0, "  ", 0
                db "TS", 0, "NP", 0, "SS", 0, "GP", 0, "PF", 0, "  ", 0, "MF", 0
text_kernel:    db "kernel", 0
text_fault:     db ": #", 0
text_error:     db " error ", 0
text_address:   db " address ", 0
text_unexpected: db "This was not expected.", 10, 0
`;
