/**
 * The fourth part of the teaching kernel: interrupts from the timer, processes, switching between them, and system calls.
 *
 * ```text
 *   ring 3   ping ────┐ timer                    ┌──── pong
 *                     ▼                          │
 *   ring 0   trap │ switch: ESP ← pong's ──► leave_trap          each process has a kernel stack; to switch is to change ESP,
 *            ping's kernel stack        pong's kernel stack       CR3, and the stack that the task state names
 * ```
 *
 * Source: Intel 8259A and 8254, data sheets; Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, section 7.2.1.
 *
 * @packageDocumentation
 */

/** Assembly. */
export const processes = `
; ---- interrupt controllers: lines 0 to 15 to vectors 0x20 to 0x2f; timer, second controller and disk are let through
%macro outb 2
    mov al, %2
    out %1, al
%endmacro

set_interrupts:
    outb 0x20, 0x11                 ; four words each: begin, vector, how they are wired, mode
    outb 0xa0, 0x11
    outb 0x21, 0x20
    outb 0xa1, 0x28
    outb 0x21, 4
    outb 0xa1, 2
    outb 0x21, 1
    outb 0xa1, 1
    outb 0x21, 0xfa
    outb 0xa1, 0xbf
    ret

; ---- timer: counter 0, again and again, a thousand times a second
set_timer:
    outb 0x43, 0x34
    outb 0x40, 1193 & 0xff
    outb 0x40, 1193 >> 8
    ret

; ---- processes: the stack of each looks as if it had been interrupted before its first instruction
RUNS        equ 1
ENDED       equ 0

make_processes:
    mov edi, SHARED
    mov ecx, PAGE / 4
    xor eax, eax
    rep stosd
    xor ebx, ebx
    call make_process
    inc ebx

make_process:                       ; EBX number
    mov edx, esp
    mov esp, [kernel_stacks + ebx * 4]
    push USER_DATA
    push USER_END
    push IF + 2
    push USER_CODE
    push dword [entries + ebx * 4]
    times 10 push 0           ; error code, vector, eight registers
    push USER_DATA            ; DS, ES
    push USER_DATA
    push first_return
    mov [stacks + ebx * 4], esp
    mov esp, edx
    mov dword [states + ebx * 4], RUNS
    ret

first_return:
    mov ebp, esp
    jmp leave_trap

run_processes:
    xor ecx, ecx
    jmp switch_to

switch:                             ; to the other process, if it runs
    mov ebx, [current]
    mov ecx, ebx
    xor ecx, 1
    cmp dword [states + ecx * 4], RUNS
    je .other
    ret
.other:
    push ebp
    push .back
    mov [stacks + ebx * 4], esp
    jmp switch_to
.back:
    pop ebp
    ret

switch_to:                          ; ECX number
    mov [current], ecx
    mov eax, [kernel_stacks + ecx * 4]
    mov [TASK_STATE + 4], eax
    mov eax, [directories + ecx * 4]
    mov cr3, eax
    mov esp, [stacks + ecx * 4]
    ret

current:        dd 0
states:         dd ENDED, ENDED
stacks:         dd 0, 0
kernel_stacks:  dd FRAMES + 4 * PAGE, FRAMES + 8 * PAGE
directories:    dd FRAMES, FRAMES + 4 * PAGE
entries:        dd USER + ping - programs, USER + pong - programs
names:          dd name_ping, name_pong
name_ping:      db "ping", 0
name_pong:      db "pong", 0

; ---- system calls: INT 30h, number in EAX, result in EAX
calls:      dd call_exit, call_print, call_number, call_catch, call_read, call_write

call_exit:
    mov ecx, [current]
    mov dword [states + ecx * 4], ENDED
    call switch
    jmp finish                      ; nobody is left to switch to

call_print:
    mov esi, [ebp + F_ESI]
    mov edi, esi
    call is_allowed
    jc .refused
    call print
.refused:
    ret

call_number:
    mov eax, [ebp + F_EBX]
    jmp print_number

call_catch:
    mov eax, [ebp + F_EBX]
    mov ecx, [current]
    mov [process_goes_on + ecx * 4], eax
    ret

call_read:
    mov edi, [ebp + F_EDI]
    cmp edi, USER_SHARED            ; the page before is read-only
    jb refuse
    call is_allowed
    jc refuse
    mov eax, [ebp + F_EBX]
    call read_sector
    jc refuse
    jmp accept

call_write:
    mov esi, [ebp + F_ESI]
    mov edi, esi
    call is_allowed
    jc refuse
    mov eax, [ebp + F_EBX]
    call write_sector
    jc refuse
accept:
    mov dword [ebp + F_EAX], 0
    ret
refuse:
    mov dword [ebp + F_EAX], -1
    ret

is_allowed:                         ; EDI: whether 512 bytes from there are the process's. CF if not
    cmp edi, USER
    jb .done
    cmp edi, USER_END - 511
    cmc
.done:
    ret
`;
