/**
 * The first part of the teaching kernel: what the loader looks for, and the order in which the kernel sets itself up.
 *
 * ```text
 *   100000  this image          200000  directory, tables and stack of ping      209000  kernel's page table
 *   B8000   the screen          204000  the same of pong                         20A000  shared page
 *                               208000  task state, interrupt table
 *   linear 40000000  code of the two programs (read, execute)
 *          40001000  the page that they share          40002000  a stack for each
 * ```
 *
 * Source: Multiboot Specification 0.6.96, section 3.1; Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, section 9.8.
 *
 * @packageDocumentation
 */

/** Assembly. */
export const boot = `
bits 32
org 0x100000

; ---- what the loader looks for: magic, flags (an address part follows), checksum; where the image belongs
MAGIC       equ 0x1badb002
image:
    jmp start
    times 4 - ($ - $$) % 4 db 0
header:
    dd MAGIC, 0x10000, -(MAGIC + 0x10000)
    dd header, image, image_end, image_end, start

; ---- where things are
PAGE        equ 4096
FRAMES      equ 0x200000            ; four frames a process: directory, table, user stack, kernel stack
TASK_STATE  equ 0x208000
GATES       equ 0x208100
KERNEL_TABLE equ 0x209000
SHARED      equ 0x20a000
START_STACK equ 0x20c000
USER        equ 0x40000000          ; linear addresses of a process
USER_SHARED equ USER + PAGE
USER_STACK  equ USER + 2 * PAGE
USER_END    equ USER + 3 * PAGE

start:
    mov esp, START_STACK
    cld
    call clear_screen
    call set_segments
    call set_gates
    call set_paging
    mov esi, text_hello
    call print
    call fault_in_kernel            ; before any device can interrupt
    call set_interrupts
    call set_timer
    call make_processes
    jmp run_processes               ; comes back to 'finish' when both have ended

finish:
    cli
    mov esi, text_end
    call print
    mov dx, 0x604                   ; power off: sleep state 5
    mov ax, 0x2000
    out dx, ax
.stop:
    hlt                             ; nobody switched us off
    jmp .stop

text_hello: db "Teaching kernel: segments, gates and paging are set.", 10, 0
text_end:   db "Both have ended. Power off.", 10, 0
`;
