/**
 * The fifth part of the teaching kernel: the console, on the serial port and on the screen, and the disk.
 *
 * ```text
 *   put ─┬─► serial port 3F8, as soon as it may send
 *        └─► screen, B8000 + 2 · cursor; at its end, all lines move up
 *
 *   read_sector:  sector ──► 1F2–1F6, command ──► 1F7     HLT … interrupt 2E     256 words ◄── 1F0
 * ```
 *
 * Source: National Semiconductor PC16550D, data sheet; ANSI X3.298-1997 (ATA-3), sections 8.27 and 8.48.
 *
 * @packageDocumentation
 */

/** Assembly. */
export const drivers = `
; ---- console
SCREEN      equ 0xb8000
COLUMNS     equ 80
CELLS       equ 25 * COLUMNS

clear_screen:
    mov edi, SCREEN
    mov ecx, CELLS
    mov ax, 0x0720
    rep stosw
    ret

print:                              ; ESI text, ends with 0
    lodsb
    test al, al
    jz .done
    call put
    jmp print
.done:
    ret

put:                                ; AL character; changes no other register
    pushad
    mov bl, al
    mov dx, 0x3fd
.wait:
    in al, dx
    test al, 0x20
    jz .wait
    mov al, bl
    mov dx, 0x3f8
    out dx, al
    mov eax, [cursor]
    cmp bl, 10
    je .line
    mov bh, 7
    mov esi, SCREEN
    mov [esi + eax * 2], bx
    inc eax
    jmp .placed
.line:
    mov ecx, COLUMNS
    xor edx, edx
    div ecx
    inc eax
    mul ecx
.placed:
    cmp eax, CELLS
    jb .done
    mov esi, SCREEN + COLUMNS * 2
    mov edi, SCREEN
    mov ecx, CELLS - COLUMNS
    rep movsw
    mov ecx, COLUMNS
    mov ax, 0x0720
    rep stosw
    mov eax, CELLS - COLUMNS
.done:
    mov [cursor], eax
    popad
    ret

print_hex:                          ; EAX, eight digits
    mov ecx, 8
.digit:
    rol eax, 4
    push eax
    and al, 15
    cmp al, 10
    jb .put
    add al, 'A' - '0' - 10
.put:
    add al, '0'
    call put
    pop eax
    loop .digit
    ret

print_number:                       ; EAX, decimal
    mov ecx, 10
    xor edx, edx
    div ecx
    push edx
    test eax, eax
    jz .put
    call print_number
.put:
    pop eax
    add al, '0'
    jmp put

cursor: dd 0

; ---- disk
read_sector:                        ; EAX sector, EDI to. CF if there is no such disk
    mov bl, 0x20
    call disk_command
    jc disk_failed
    call disk_wait
    jc disk_failed
    mov dx, 0x1f0
    mov ecx, 256
    rep insw
    clc
    ret

write_sector:                       ; EAX sector, ESI from
    mov bl, 0x30
    call disk_command
    jc disk_failed
    mov dx, 0x1f7
.wanted:
    in al, dx
    test al, 1
    jnz disk_failed
    test al, 8
    jz .wanted
    mov dx, 0x1f0
    mov ecx, 256
    rep outsw
    jmp disk_wait

disk_failed:
    stc
    ret

disk_command:                       ; EAX sector, BL command
    mov ecx, eax
    mov dx, 0x1f6
    mov al, 0xe0                    ; first disk, address is a sector's number
    out dx, al
    mov dx, 0x1f7
    in al, dx
    test al, al
    jz disk_failed                  ; there is none
    cmp al, 0xff
    je disk_failed
.busy:
    in al, dx
    test al, 0x80
    jnz .busy
    mov byte [disk_has_answered], 0
    mov dx, 0x1f2
    mov al, 1
    out dx, al
    mov eax, ecx
.address:
    inc edx                         ; 1f3, 1f4, 1f5: eight bits each
    out dx, al
    shr eax, 8
    cmp dl, 0xf5
    jb .address
    or al, 0xe0
    inc edx
    out dx, al
    inc edx
    mov al, bl
    out dx, al
    clc
    ret

disk_wait:                          ; sleeps until the disk's interrupt. CF if it reports an error
    cli
    cmp byte [disk_has_answered], 0
    jne .answered
    sti                             ; works after the next instruction, so that no interrupt comes before HLT
    hlt
    jmp disk_wait
.answered:
    mov dx, 0x1f7
    in al, dx
    test al, 1
    jnz disk_failed
    ret                             ; CF is clear after TEST

disk_has_answered: db 0
`;
