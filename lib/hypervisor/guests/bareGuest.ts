/**
 * A guest without a loader: a few lines of assembly in a machine that is already in protected mode, with flat segments and no tables.
 *
 * @packageDocumentation
 */
import { assemble, CS, cr0Bits, ESP, Machine, type MachineSnapshot } from "../../machine";

/** Where such a guest's code begins, its stack ends, and its memory ends. */
export const guestLayout = { code: 0x1000, stack: 0x9000, memoryBytes: 0x20_0000 } as const;

/**
 * Assembles a guest, and puts it into a machine that was just switched on.
 *
 * @param source - assembly of 32-bit code; it begins at 0x1000
 * @throws DomainError, naming line and column, if it is not assembly
 */
export function bareGuest(source: string): MachineSnapshot {
  const machine = new Machine({ memoryBytes: guestLayout.memoryBytes });
  const { processor, ram } = machine;
  ram.bytes.set(assemble(`bits 32\norg ${guestLayout.code}\n${source}`).bytes, guestLayout.code);
  processor.cr0 = cr0Bits.PE | cr0Bits.ET;
  for (const [number, segment] of processor.segments.entries())
    segment.load({
      selector: number === CS ? 0x08 : 0x10,
      base: 0,
      limit: 0xffff_ffff,
      access: number === CS ? 0x9b : 0x93,
      big: true,
    });
  processor.general[ESP] = guestLayout.stack;
  processor.eip = guestLayout.code;
  return machine.snapshot();
}
