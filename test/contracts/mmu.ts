/**
 * The contract that every MMU keeps: on any program that follows the architecture's rules, the same accesses meet the same
 * bytes, the same faults, and leave the same bits in the guest's tables as a machine of its own.
 *
 * A program is a list of operations on a guest with a two-level table whose tables are mapped too, so that edits are
 * stores through the MMU. Rule-abiding: an edit is followed by INVLPG of the pages it changes, or by a root switch.
 */
import fc from "fast-check";
import * as memory from "../../lib/memory";

/** One step of a program. */
export type Operation =
  | {
      readonly type: "access";
      readonly page: number;
      readonly kind: "read" | "write";
      readonly mode: "user" | "supervisor";
    }
  | {
      readonly type: "edit";
      readonly table: number;
      readonly slot: number;
      readonly word: number;
      readonly then: "invalidate" | "root";
    }
  | { readonly type: "peek"; readonly table: number; readonly slot: number }
  | { readonly type: "root"; readonly root: number }
  | { readonly type: "writeProtect"; readonly on: boolean }
  | { readonly type: "back"; readonly guestFrame: number; readonly how: "swap" | "take" | "give" };

/** Guest frames 0 to 15; 0 and 1 are roots, 2 to 4 are tables of leaves, 5 to 11 hold data, 12 to 15 do not exist. */
export const frames = 12;
/** Pages whose entries programs use: two per directory entry. */
export const pages = [0, 1, 2, 1024, 1025, 1026, 2048, 2049];
/** Where the kernel sees its tables: page 3072 + table. Programs do not edit this part. */
export const windowPage = 3072;
const format = memory.x86Format;

const flags = fc.constantFrom(0, 1, 3, 5, 7, 7, 7, 0x27, 0x67, 0x47, 0x23, 0x63, 0x25);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant("access" as const),
      page: fc.constantFrom(...pages),
      kind: fc.constantFrom("read" as const, "write" as const),
      mode: fc.constantFrom("user" as const, "supervisor" as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        table: fc.integer({ min: 0, max: 4 }),
        slot: fc.integer({ min: 0, max: 2 }),
        frame: fc.nat(15),
        flags,
        then: fc.constantFrom("invalidate" as const, "root" as const),
      })
      .map(({ table, slot, frame, flags, then }) => {
        const target = table < 2 ? 2 + (frame % 3) : frame;
        return { type: "edit" as const, table, slot, word: target * 4096 + flags, then };
      }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("peek" as const),
      table: fc.integer({ min: 0, max: 4 }),
      slot: fc.integer({ min: 0, max: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("root" as const), root: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("writeProtect" as const), on: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("back" as const),
      guestFrame: fc.integer({ min: 5, max: 11 }),
      how: fc.constantFrom("swap" as const, "take" as const, "give" as const),
    }),
  },
);

/** Programs of up to 60 operations. */
export const programs = fc.array(operation, { maxLength: 60, size: "max" });

/** A machine that a program runs on. */
export interface Machine {
  readonly guest: memory.GuestMemory;
  readonly cpu: memory.GuestCpu;
}

/** Starts a machine with the tables that programs expect. */
export function boot(makeMmu: (guest: memory.GuestMemory) => memory.Mmu, hostFrames = 80): Machine {
  const host = new memory.Host({ frames: hostFrames });
  const guest = host.createGuest({ name: "guest", map: Array.from({ length: frames }, (_, g) => [g, frames * 2 - g]) });
  for (let g = 5; g < frames; g++) guest.write32(g * 4096, 0x1000 + g);
  for (const root of [0, 1]) {
    for (const [slot, table] of [2, 3, 4].entries()) guest.write32(root * 4096 + slot * 4, table * 4096 + 7);
    guest.write32(root * 4096 + 3 * 4, 11 * 4096 + 3); // frame 11: the table of the kernel's window
  }
  for (let table = 0; table < 5; table++) guest.write32(11 * 4096 + table * 4, table * 4096 + 3);
  for (const [index, page] of pages.entries()) {
    guest.write32((2 + Math.floor(page / 1024)) * 4096 + (page % 1024) * 4, (5 + (index % 6)) * 4096 + 7);
  }
  return { guest, cpu: new memory.GuestCpu(makeMmu(guest)) };
}

/** Runs one operation and returns what a program could see of it. */
export function run({ guest, cpu }: Machine, operation: Operation): unknown {
  switch (operation.type) {
    case "access":
      return seen(access(cpu, guest, operation));
    case "edit":
      return edit(cpu, operation);
    case "peek": // the guest's kernel reads an entry
      return seen(cpu.load32((windowPage + operation.table) * 4096 + operation.slot * 4, "supervisor"));
    case "root":
      cpu.writeRoot(operation.root * 4096);
      return undefined;
    case "writeProtect":
      cpu.mmu.setWriteProtect(operation.on);
      return undefined;
    case "back":
      back(guest, operation);
      return undefined;
  }
}

/** The bytes of the guest's tables, A and D bits included. */
export function tableBytes(guest: memory.GuestMemory): number[] {
  const words = [];
  for (let table = 0; table < 5; table++) {
    for (let slot = 0; slot < 4; slot++) words.push(guest.read32(table * 4096 + slot * 4));
  }
  return words;
}

/** Leaves the kernel's window alone, so that edits always find their table. */
function edit(cpu: memory.GuestCpu, { table, slot, word, then }: Extract<Operation, { type: "edit" }>): unknown {
  const stored = cpu.store32((windowPage + table) * 4096 + slot * 4, word, "supervisor");
  if (then === "invalidate") invalidateAll(cpu);
  else cpu.writeRoot(cpu.mmu.root);
  return seen(stored);
}

/** A store that lands in a page table is an edit, too, whichever page it went through. */
function access(
  cpu: memory.GuestCpu,
  guest: memory.GuestMemory,
  { page, kind, mode }: Extract<Operation, { type: "access" }>,
) {
  const address = page * 4096 + 16;
  if (kind === "read") return cpu.load32(address, mode);
  const stored = cpu.store32(address, page * 7 + 1, mode);
  if (stored.type !== "translated") return stored;
  const frame = memory.pageOf(stored.hostPhysical);
  if ([0, 1, 2, 3, 4, 11].some((table) => guest.hostFrameOf(table) === frame)) invalidateAll(cpu);
  return stored;
}

function invalidateAll(cpu: memory.GuestCpu): void {
  for (const page of pages) cpu.invalidate(page * 4096);
  for (let table = 0; table < 5; table++) cpu.invalidate((windowPage + table) * 4096);
}

function seen(result: memory.MemoryResult): unknown {
  if (result.type === "translated") return { type: "translated", value: result.value };
  if (result.type === "pageFault") return { type: "pageFault", address: result.address, errorCode: result.errorCode };
  return { type: "nestedFault", guestPhysical: result.guestPhysical };
}

/** The hypervisor moves the bytes of a frame elsewhere, takes it, or gives it back. */
function back(guest: memory.GuestMemory, { guestFrame, how }: Extract<Operation, { type: "back" }>): void {
  const old = guest.hostFrameOf(guestFrame);
  if (guestFrame === 11) return; // holds the kernel's window
  if (how === "take" || (how === "swap" && old === undefined)) {
    guest.back(guestFrame, undefined);
    return;
  }
  if (how === "give" && old !== undefined) return;
  const spare = 40 + guestFrame;
  const fresh = old === spare ? frames * 2 - guestFrame : spare;
  if (guest.host.ownerOf(fresh) === undefined) guest.host.claim(fresh, guest.name);
  for (let at = 0; at < 4096 && old !== undefined; at += 4) {
    guest.host.memory.write32(fresh * 4096 + at, guest.read32(guestFrame * 4096 + at));
  }
  guest.back(guestFrame, fresh);
}

/** The rivals, each with and without a TLB. */
export const rivals: readonly { readonly name: string; readonly make: (guest: memory.GuestMemory) => memory.Mmu }[] = [
  { name: "nested", make: (guest) => new memory.NestedMmu(guest, { format }) },
  {
    name: "nested, host tables of four levels",
    make: (guest) => new memory.NestedMmu(guest, { format, hostFormat: memory.x64Format }),
  },
  {
    name: "shadow, writeProtect",
    make: (guest) => new memory.ShadowMmu(guest, { format, policy: memory.writeProtect }),
  },
  {
    name: "shadow, eager",
    make: (guest) => new memory.ShadowMmu(guest, { format, policy: memory.eager }),
  },
  {
    name: "shadow, waitForInvalidate",
    make: (guest) => new memory.ShadowMmu(guest, { format, policy: memory.waitForInvalidate }),
  },
  { name: "native, TLB", make: (guest) => new memory.NativeMmu(guest, { format, tlb: { entries: 4, ways: 2 } }) },
  { name: "nested, TLB", make: (guest) => new memory.NestedMmu(guest, { format, tlb: { entries: 4, ways: 2 } }) },
  {
    name: "shadow, writeProtect, TLB",
    make: (guest) => new memory.ShadowMmu(guest, { format, policy: memory.writeProtect, tlb: { entries: 4, ways: 2 } }),
  },
  {
    name: "shadow, eager, TLB",
    make: (guest) => new memory.ShadowMmu(guest, { format, policy: memory.eager, tlb: { entries: 4, ways: 2 } }),
  },
  {
    name: "shadow, waitForInvalidate, TLB",
    make: (guest) =>
      new memory.ShadowMmu(guest, { format, policy: memory.waitForInvalidate, tlb: { entries: 4, ways: 2 } }),
  },
];

/** The yardstick. */
export const native = (guest: memory.GuestMemory) => new memory.NativeMmu(guest, { format });
