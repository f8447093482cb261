/**
 * The last part of the teaching kernel: its two programs. They take turns by a word in the page that they share, and wait for it without giving up the processor: only the timer
 * lets the other one go on. So what they print is the same however often it ticks.
 *
 * ```text
 *   ping   1 2 3 ···  faults, one of each kind ···  reads the disk ····················  ends
 *   pong   · 1 2 3 ·································· primes, writes the disk  ·  ends
 * ```
 *
 * Not among the faults: #NM, #MF (no floating point), #AC, #MC.
 *
 * @packageDocumentation
 */

/** Assembly. */
export const programs = `
    times PAGE - ($ - $$) % PAGE db 0
programs:                           ; one page, in both processes at USER
TURN        equ USER_SHARED
BUFFER      equ USER_SHARED + 512

%macro system 1
    mov eax, %1
    int SYSTEM_CALL
%endmacro
%macro say 1
    mov esi, USER + %1 - programs
    system CALL_PRINT
%endmacro
%macro await 1                      ; until it is this turn
%%again:
    cmp dword [TURN], %1
    jne %%again
%endmacro
%macro catch 1                      ; the next fault goes on at a label
    mov ebx, USER + %1 - programs
    system CALL_CATCH
%endmacro

ping:
    xor edi, edi
.rally:
    lea eax, [edi + edi]
.wait:
    cmp [TURN], eax
    jne .wait
    inc edi
    say text_ping
    mov ebx, edi
    system CALL_NUMBER
    say text_line
    inc dword [TURN]
    cmp edi, 3
    jb .rally
    await 6

    catch .f1                       ; one fault of each kind
    xor ecx, ecx
    div ecx
.f1:
    catch .f2
    pushfd
    or dword [esp], 0x100           ; single step
    popfd
    nop
.f2:
    catch .f3
    int3
.f3:
    catch .f4
    mov al, 0x7f
    add al, 1
    into
.f4:
    catch .f5
    mov eax, 5
    bound eax, [USER + bounds - programs]
.f5:
    catch .f6
    ud2
.f6:
    catch .f7
    mov eax, ABSENT
    mov es, ax
.f7:
    catch .f8
    mov eax, ABSENT
    mov ss, ax
.f8:
    catch .f9
    hlt                             ; a privileged instruction
.f9:
    catch .f10
    in al, 0x60                     ; a port
.f10:
    catch .f11
    int 0x20                        ; a gate that ring 3 may not use
.f11:
    catch .f12
    mov eax, [image]                ; a page of the kernel
.f12:
    catch .f13
    mov [USER], eax                 ; a page that is read-only
.f13:
    catch .f14
    mov al, [USER_END]              ; no page
.f14:

    mov edi, BUFFER
    mov byte [edi], 0
    xor ebx, ebx
    system CALL_READ
    test eax, eax
    js .no_disk
    say text_disk
    mov byte [BUFFER + 32], 0
    mov esi, BUFFER
    system CALL_PRINT
    say text_line
    jmp .last
.no_disk:
    say text_no_disk
.last:
    inc dword [TURN]
    await 8
    say text_ping_ends
    inc dword [TURN]
    system CALL_EXIT

pong:
    xor edi, edi
.rally:
    lea eax, [edi + edi + 1]
.wait:
    cmp [TURN], eax
    jne .wait
    inc edi
    say text_pong
    mov ebx, edi
    system CALL_NUMBER
    say text_line
    inc dword [TURN]
    cmp edi, 3
    jb .rally
    await 7

    say text_primes
    xor ebx, ebx
    mov ecx, 2
.candidate:
    mov esi, 2
.divisor:
    mov eax, esi
    mul esi
    cmp eax, ecx
    ja .prime
    mov eax, ecx
    xor edx, edx
    div esi
    inc esi
    test edx, edx
    jnz .divisor
    jmp .next
.prime:
    inc ebx
.next:
    inc ecx
    cmp ecx, 2000
    jb .candidate
    system CALL_NUMBER
    say text_line

    mov esi, BUFFER                 ; what ping has read, in capitals, to the next sector
    mov ecx, 32
.capital:
    mov al, [esi]
    cmp al, 'a'
    jb .keep
    cmp al, 'z'
    ja .keep
    sub byte [esi], 'a' - 'A'
.keep:
    inc esi
    loop .capital
    mov esi, BUFFER
    mov ebx, 1
    system CALL_WRITE
    test eax, eax
    js .last
    say text_written
.last:
    inc dword [TURN]
    await 9
    say text_pong_ends
    system CALL_EXIT

bounds:         dd 0, 4
text_ping:      db "ping ", 0
text_pong:      db "pong ", 0
text_line:      db 10, 0
text_disk:      db "ping reads sector 0: ", 0
text_no_disk:   db "ping finds no disk.", 10, 0
text_primes:    db "pong counts the primes below 2000: ", 0
text_written:   db "pong has written sector 1.", 10, 0
text_ping_ends: db "ping ends.", 10, 0
text_pong_ends: db "pong ends.", 10, 0
    times PAGE - ($ - programs) db 0
image_end:
`;
