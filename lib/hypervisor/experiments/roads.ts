/**
 * Two roads, instruction by instruction: of a system call from ring 3 to ring 0 and back, and of one trap from a guest to its monitor and back.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { CS, ESP, flagBits, instructionsAhead, type Machine, peekBytes, SS } from "../../machine";
import type { VmExit } from "../exits";
import type { TrapAndEmulate } from "../trapAndEmulate";

/** One step of a road. */
export interface RoadStep {
  /** Who runs: the ring, in words. */
  readonly lane: string;
  /** The instruction, or what the monitor does. */
  readonly text: string;
  /** Registers that matter, before it: name and value. */
  readonly registers: readonly (readonly [name: string, value: string])[];
  /** The words on top of the stack, if it is worth a look. */
  readonly stack: readonly string[];
}

const hex = (value: number, digits = 8) => (value >>> 0).toString(16).padStart(digits, "0");

/**
 * Runs a machine until ring 3 executes INT, then to the end of that system call.
 *
 * @param machine - one whose system has programs in ring 3
 * @throws {@link DomainError} if it comes to none
 */
export function systemCallRoad(machine: Machine, { longest = 2_000_000 } = {}): RoadStep[] {
  const { processor } = machine;
  let before: RoadStep | undefined;
  for (let at = 0; at < longest; at++) {
    const here = stepOf(machine);
    if (processor.cpl === 3 && here.text.startsWith("int "))
      return [...(before ? [before] : []), ...callAndReturn(machine)];
    before = processor.cpl === 3 ? here : undefined;
    if (machine.step().reason !== "limit") break;
  }
  throw new DomainError("machine", `to make a system call within ${longest} instructions`, "none");
}

/** The call itself, the first and the last instructions in ring 0, and the first one after it. */
function callAndReturn(machine: Machine): RoadStep[] {
  const inside: RoadStep[] = [];
  const call = stepOf(machine);
  machine.step();
  while (machine.processor.cpl < 3) {
    inside.push(stepOf(machine));
    if (machine.step().reason !== "limit") break;
  }
  const left = inside.length - 6;
  const gap: RoadStep = { lane: "ring 0", text: `… ${left} more`, registers: [], stack: [] };
  const shown = left > 1 ? [...inside.slice(0, 3), gap, ...inside.slice(-3)] : inside;
  return [call, ...shown, stepOf(machine)];
}

function stepOf({ processor }: Machine): RoadStep {
  const { segments, general, cpl, flags } = processor;
  const [line] = instructionsAhead(processor, 1);
  return {
    lane: `ring ${cpl}`,
    text: line?.text ?? "(not readable)",
    registers: [
      ["CS", hex(segments[CS]!.selector, 4)],
      ["EIP", hex(processor.eip)],
      ["SS", hex(segments[SS]!.selector, 4)],
      ["ESP", hex(general[ESP]!)],
      ["IF", (flags.system & flagBits.IF) === 0 ? "0" : "1"],
    ],
    stack: stackWords(processor),
  };
}

function stackWords(processor: Machine["processor"]): string[] {
  const base = processor.segments[SS]!.base + processor.general[ESP]!;
  const words: string[] = [];
  for (let at = 0; at < 5; at++) {
    const bytes = peek(processor, (base + 4 * at) | 0);
    if (bytes === undefined) break;
    words.push(hex(bytes));
  }
  return words;
}

function peek(processor: Machine["processor"], linear: number): number | undefined {
  const bytes = peekBytes(processor, linear, 4);
  return bytes.length < 4 ? undefined : new DataView(bytes.buffer).getInt32(0, true);
}

/**
 * Runs a guest until an instruction with this name exits, and tells of that one trap.
 *
 * @throws {@link DomainError} if it comes to none
 */
export function trapRoad(guest: TrapAndEmulate, mnemonic: string, { longest = 2_000_000 } = {}): RoadStep[] {
  let exit: VmExit | undefined;
  guest.onExit = (next) => {
    if (next.mnemonic === mnemonic) exit = next;
  };
  for (let at = 0; at < longest; at++) {
    const before = sides(guest);
    const { reason } = guest.run({ instructions: 1 });
    if (exit !== undefined) return stepsOfTrap(guest, exit, before);
    if (reason !== "limit") break;
  }
  throw new DomainError("mnemonic", `to exit within ${longest} instructions`, mnemonic);
}

type Sides = readonly (readonly [name: string, value: string])[];

function sides({ hardware, processor }: TrapAndEmulate): Sides {
  return [
    ["real ring", String(hardware.cpl)],
    ["guest's ring", String(processor.cpl)],
    ["real IF", hardware.flags.system & flagBits.IF ? "1" : "0"],
    ["guest's IF", processor.eflags & flagBits.IF ? "1" : "0"],
    ["EIP", hex(processor.eip)],
  ];
}

function stepsOfTrap(guest: TrapAndEmulate, exit: VmExit, before: Sides): RoadStep[] {
  const after = sides(guest);
  const name = exit.mnemonic!.toLowerCase();
  const outside = `guest, ring ${guest.kernelRing}`;
  const step = (lane: string, text: string, registers: Sides): RoadStep => ({ lane, text, registers, stack: [] });
  const state = (of: Sides) => of.filter(([name]) => !name.startsWith("real"));
  return [
    step(outside, `${name}: not allowed here, #GP`, before),
    step("monitor, ring 0", "registers out of the processor", state(before)),
    step("monitor, ring 0", `${name}, on the virtual processor`, state(after)),
    step("monitor, ring 0", "registers in again", state(after)),
    step(outside, "goes on behind it", after),
  ];
}
