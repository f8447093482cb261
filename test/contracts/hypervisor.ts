/**
 * The contract that every hypervisor keeps: at each clock, a guest's memory, devices and registers are those that it would have alone; it reaches nothing but its own; and what
 * runs without the hypervisor is counted.
 */
import { isDeepStrictEqual } from "node:util";
import type { ExecutionContext, TestFn } from "ava";
import * as hypervisor from "../../lib/hypervisor";
import * as machine from "../../lib/machine";

/** How a hypervisor is made, for a guest on a host. */
export type Make = (
  options: hypervisor.VirtualMachineOptions & { readonly host: hypervisor.HostMachine },
) => hypervisor.VirtualMachine;

interface Guest {
  readonly from: machine.MachineSnapshot;
  readonly disk?: Uint8Array;
}

/** Guests that a hypervisor has to run as if they were alone. */
export const guests: Readonly<Record<string, () => Guest>> = {
  "the teaching kernel": () => {
    const disk = machine.teachingDisk();
    const computer = new machine.Machine({ memoryBytes: 4 * 2 ** 20, disk });
    machine.bootImage(computer, machine.teachingKernel());
    return { from: computer.snapshot(), disk };
  },
  "a guest that edits its page tables": () => ({ from: hypervisor.bareGuest(editing) }),
  "a guest that writes to its code and to devices": () => ({ from: hypervisor.bareGuest(changing) }),
  "a boot sector in real mode": () => {
    const disk = new Uint8Array(512);
    disk.set(
      machine.assemble("bits 16\norg 0x7c00\nmov dx, 0x3f8\nmov al, 65\nout dx, al\nmov cx, 9\nl: loop l\ncli\nhlt")
        .bytes,
    );
    disk.set([0x55, 0xaa], 510);
    const computer = new machine.Machine({ memoryBytes: 2 ** 20, disk });
    machine.bootImage(computer, disk);
    return { from: computer.snapshot(), disk };
  },
  "a guest with a page of 4 MiB for a while": () => ({ from: hypervisor.bareGuest(large) }),
  "a guest that faults until nothing is left": () => ({ from: hypervisor.bareGuest("xor ecx, ecx\ndiv ecx") }),
  "a guest that is halted for ever": () => ({ from: hypervisor.bareGuest("cli\nhlt") }),
};

const power = "mov dx, 0x604\nmov ax, 0x2000\nout dx, ax\nhlt\n";

/** Two directories, remapped, with and without INVLPG, with CR0.WP set and clear; it reads what it stored through other pages. */
const editing = `
    mov edi, 0x10000                ; directories at 10000 and 11000, a table of both at 12000, own tables at 13000 and 14000
    xor eax, eax
    mov ecx, 0x1800
    rep stosd
    mov edi, 0x12000
    mov eax, 3
identity:
    stosd
    add eax, 0x1000
    cmp edi, 0x12400
    jb identity
    mov dword [0x10000], 0x12003
    mov dword [0x11000], 0x12003
    mov dword [0x10004], 0x13003
    mov dword [0x11004], 0x14003
    mov eax, 0x10000
    mov cr3, eax
    mov eax, cr0
    or eax, 0x80000000
    mov cr0, eax
    xor esi, esi
again:
    mov eax, esi
    and eax, 7
    shl eax, 12
    add eax, 0x30003
    mov [0x13000 + 8], eax          ; page 402 leads to frame 30 + n
    invlpg [0x402000]
    mov [0x402000], esi
    mov ebx, [eax - 3]
    add [total], ebx
    and dword [0x13000 + 8], 0xffffffdd     ; no A, read-only; CR0.WP is clear, so the kernel may store all the same
    invlpg [0x402000]
    add dword [0x402004], 3
    mov [0x14000 + 8], eax
    mov eax, 0x11000
    mov cr3, eax
    mov ebx, [0x402004]
    add [total], ebx
    mov eax, 0x10000
    mov cr3, eax
    inc esi
    cmp esi, 40
    jb again
    mov eax, cr0
    or eax, 0x10000                 ; WP
    mov cr0, eax
    mov eax, [total]
    mov dx, 0x3f8
    out dx, al
    ${power}
total: dd 0
`;

/** Paging on a page of 4 MiB, then on tables. */
const large = `
    mov dword [0x10000], 0x83
    mov dword [0x11000], 0x12003
    mov edi, 0x12000
    mov eax, 3
fill:
    stosd
    add eax, 0x1000
    cmp edi, 0x13000
    jb fill
    mov eax, 0x10
    mov cr4, eax
    mov eax, 0x10000
    mov cr3, eax
    mov eax, cr0
    or eax, 0x80000000
    mov cr0, eax
    mov dword [0x30000], 77
    mov eax, 0x11000
    mov cr3, eax
    mov eax, [0x30000]
    mov dx, 0x3f8
    out dx, al
    ${power}
`;

/** Code that changes itself, natively and by INS; ports; a device at an address; an unknown opcode without a table is the end. */
const changing = `
    mov ecx, 200
again:
    inc byte [changed + 1]
changed:
    mov al, 0
    mov dx, 0x3f8
    out dx, al
    mov eax, [0xfee00020]
    mov [0x20000 + ecx * 4], eax
    loop again
    mov edi, 0x21000
    mov ecx, 5000
    mov dx, 0x61
    rep insb
    mov edi, target
    mov dx, 0x3fd
    mov ecx, 30
turn:
    push edi
    insb
    pop edi
target:
    nop
    dec byte [target]
    loop turn
    ${power}
`;

/** Runs a guest alone and in a virtual machine, and compares them on the way and at the end. */
function runsAsAlone(t: ExecutionContext, make: Make, { from, disk }: Guest): void {
  const alone = new machine.Machine({ memoryBytes: from.memoryBytes, ...(disk && { disk: disk.slice() }) });
  alone.restore(from);
  const guestDisk = disk?.slice();
  const host = new hypervisor.HostMachine({ memoryBytes: from.memoryBytes + 2 ** 22 });
  const guest = make({ from, host, ...(guestDisk && { disk: guestDisk }) });
  for (const instructions of [1, 300, 5717, 50_000, 2_000_000]) {
    const stop = alone.run({ instructions });
    t.deepEqual(guest.run({ instructions }), stop);
    t.true(isDeepStrictEqual(guest.snapshot(), alone.snapshot()), `after ${alone.clock} instructions`);
    if (stop.reason !== "limit") break;
  }
  t.is(guest.board.serial.output, alone.board.serial.output);
  t.is(guest.directInstructions + guest.emulatedInstructions, alone.processor.instructions);
}

/** A guest that maps every frame number it can name, one after the other, and stores to it. */
const hostile = `
    mov edi, 0x10000
    xor eax, eax
    mov ecx, 0x1000
    rep stosd
    mov edi, 0x12000
    mov eax, 3
identity:
    stosd
    add eax, 0x1000
    cmp edi, 0x12400
    jb identity
    mov dword [0x10000], 0x12003
    mov dword [0x10004], 0x13003
    mov eax, 0x10000
    mov cr3, eax
    mov eax, cr0
    or eax, 0x80000000
    mov cr0, eax
    mov esi, 0x15003
again:
    mov [0x13000], esi
    invlpg [0x400000]
    mov dword [0x400ffc], 0x6b636168
    add esi, 0x1000
    cmp esi, 0x480000
    jb again
    ${power}
`;

/** A guest reaches its own memory alone, whatever its tables say. */
function reachesItsOwn(t: ExecutionContext, make: Make): void {
  const host = new hypervisor.HostMachine({ memoryBytes: 4 * 2 ** 20 });
  const neighbour = host.createGuest("neighbour", 2 ** 20);
  neighbour.ram.bytes.fill(0x5a);
  const from = hypervisor.bareGuest(hostile);
  const guest = make({ from, host, name: "hostile" });
  guest.run({ instructions: 200_000 });
  t.true(neighbour.ram.bytes.every((byte) => byte === 0x5a));
  const isMarked = (frame: number) => host.ram.read32(frame * 4096 + 0xffc) === 0x6b63_6168;
  const marked = Array.from({ length: host.ram.frames }, (_, frame) => frame).filter(isMarked);
  t.true(marked.length > 400);
  t.true(marked.every((frame) => host.frames.ownerOf(frame) === "hostile"));
}

/** Tests a hypervisor. */
export function hypervisorContract(test: TestFn, name: string, make: Make): void {
  for (const [title, guest] of Object.entries(guests))
    test(`${name}: ${title} runs as alone`, (t) => runsAsAlone(t, make, guest()));

  test(`${name}: a guest reaches no memory but its own`, (t) => reachesItsOwn(t, make));

  test(`${name}: most instructions run without the hypervisor`, (t) => {
    const { from, disk } = guests["the teaching kernel"]!();
    const guest = make({ from, host: new hypervisor.HostMachine({ memoryBytes: 2 ** 24 }), ...(disk && { disk }) });
    guest.run();
    t.true(guest.directInstructions > 0.99 * (guest.directInstructions + guest.emulatedInstructions));
  });

  test(`${name}: a guest can move out, and go on alone`, (t) => {
    const { from, disk } = guests["the teaching kernel"]!();
    const guest = make({ from, host: new hypervisor.HostMachine({ memoryBytes: 2 ** 24 }), ...(disk && { disk }) });
    guest.run({ instructions: 400_000 });
    const alone = new machine.Machine({ memoryBytes: from.memoryBytes, ...(disk && { disk: disk.slice() }) });
    alone.restore(guest.snapshot());
    t.is(alone.run().reason, "off");
    t.regex(alone.board.serial.output, /Both have ended/);
  });

  test(`${name}: a limit that is none is refused`, (t) => {
    const from = hypervisor.bareGuest("hlt");
    const guest = make({ from, host: new hypervisor.HostMachine({ memoryBytes: 2 ** 23 }) });
    t.throws(() => guest.run({ instructions: -1 }), { message: /at least 0/ });
    t.throws(() => guest.run({ instructions: NaN }), { message: /at least 0/ });
  });
}
