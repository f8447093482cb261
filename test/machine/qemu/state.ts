/** What both machines are compared by before each instruction: everything that a program could see of the processor. */
import { flagBits, type Processor, type Segment } from "../../../lib/machine";

const GENERAL = ["EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"] as const;
const SEGMENTS = ["ES", "CS", "SS", "DS", "FS", "GS", "LDT", "TR"] as const;
const CONTROL = ["CR0", "CR2", "CR3", "CR4", "DR0", "DR1", "DR2", "DR3", "DR6", "DR7"] as const;
const PARTS = ["selector", "base", "limit", "rights"] as const;

/** Names of the numbers of a state, in their order. */
export const fieldNames: readonly string[] = [
  ...GENERAL,
  "EIP",
  "EFLAGS",
  "CPL",
  ...SEGMENTS.flatMap((name) => PARTS.map((part) => `${name}.${part}`)),
  ...["GDT", "IDT"].flatMap((name) => [`${name}.base`, `${name}.limit`]),
  ...CONTROL,
];

/** The registers before one instruction, each 32 bits without sign. */
export type State = readonly number[];

/** Where EIP is in a state. */
export const EIP_AT = 8;

/** RF is not compared: QEMU keeps it after IRET until the next instruction has ended; here nothing could break, and it is always clear. */
const FLAGS = ~flagBits.RF;
/** Type, S, DPL, P and D/B of a descriptor's second half. */
const RIGHTS = 0x40_ff00;

/** A of code and the busy bit of TR are not compared: QEMU sets neither in far transfers and LTR. */
function rightsOf(high: number): number {
  const isCode = (high & 0x1800) === 0x1800;
  const isTask = (high & 0x1500) === 0x0100;
  return high & RIGHTS & ~(isCode ? 0x100 : isTask ? 0x200 : 0);
}

/** The state of our processor. */
export function stateOf(cpu: Processor): State {
  const { general, flags, segments, ldt, task, gdt, idt, debug } = cpu;
  const numbers = [
    ...general.subarray(0, 8),
    cpu.eip,
    flags.word & FLAGS,
    cpu.cpl,
    ...[...segments, ldt, task].flatMap(segmentNumbers),
    ...[gdt, idt].flatMap(({ base, limit }) => [base, limit]),
    ...[cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4, ...debug.subarray(0, 4), debug[6]!, debug[7]!],
  ];
  return numbers.map((number) => number >>> 0);
}

function segmentNumbers({ selector, base, limit, access, big }: Segment): number[] {
  return usable([selector, base, limit, rightsOf((access << 8) | (big ? 0x40_0000 : 0))]);
}

/** A register without a descriptor: QEMU keeps parts of the one that was there. */
function usable(numbers: number[]): number[] {
  const [selector, , , rights] = numbers as [number, number, number, number];
  return (rights & 0x8000) === 0 ? [selector, 0, 0, 0] : numbers;
}

/** A state from the registers that QEMU logs before it executes an instruction: `EAX=…`, and lines as `CS =0008 00000000 ffffffff 00cf9a00 …`. */
export function stateFromLog(lines: readonly string[]): State {
  const values = new Map<string, number>();
  const rows = new Map<string, number[]>();
  for (const line of lines) {
    const row = /^(\w+) *=\s*([0-9a-f]+(?: [0-9a-f]+)+)/.exec(line);
    if (row !== null)
      rows.set(
        row[1]!,
        row[2]!.split(" ").map((digits) => Number.parseInt(digits, 16)),
      );
    else
      for (const [, name, digits] of line.matchAll(/(\w+)=([0-9a-f]+)/g))
        values.set(name!, Number.parseInt(digits!, 16));
  }
  const value = (name: string) => {
    const found = values.get(name);
    if (found === undefined) throw new Error(`QEMU logged no ${name}:\n${lines.join("\n")}`);
    return found;
  };
  return [
    ...GENERAL.map(value),
    value("EIP"),
    (value("EFL") & FLAGS) >>> 0,
    value("CPL"),
    ...SEGMENTS.flatMap((name) => loggedSegment(rows.get(name)!)),
    ...["GDT", "IDT"].flatMap((name) => rows.get(name)!),
    ...CONTROL.map(value),
  ];
}

function loggedSegment(row: readonly number[]): number[] {
  const [selector, base, limit, high] = row as [number, number, number, number];
  return usable([selector, base, limit, rightsOf(high)]);
}
