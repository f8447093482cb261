/**
 * A run of QEMU with devices, gone through once more by our processor: what ports gave, and when devices interrupted, is taken from QEMU, since its devices follow the time of
 * day. Everything else is computed, and compared before each instruction.
 */
import {
  definitionOf,
  EAX,
  Fault,
  fetchStep,
  flagBits,
  Processor,
  raise,
  type Step,
  stepOnce,
} from "../../../lib/machine";
import { atProgram, memoryWith, ORIGIN, type Part } from "./run";
import { EIP_AT, type State, stateFromLog, stateOf } from "./state";

const FLAGS_AT = 9;

/** What QEMU did. */
export interface Run {
  readonly states: readonly State[];
  /** Vectors of interrupts by the index of the state after which they came. */
  readonly interrupts: ReadonlyMap<number, number>;
}

/** Reads a log: states, and the interrupts between them. A state whose instruction an interrupt put off is left out. */
export function runInLog(log: string): Run {
  const states: State[] = [];
  const interrupts = new Map<number, number>();
  const lines = log.split("\n");
  let isPutOff = false;
  for (const [at, line] of lines.entries()) {
    const vector = /^Servicing hardware INT=0x([0-9a-f]+)/.exec(line)?.[1];
    if (line.startsWith("Stopped execution")) isPutOff = true;
    if (vector !== undefined) {
      if (isPutOff) states.pop();
      interrupts.set(states.length - 1, Number.parseInt(vector, 16));
    }
    if (!line.startsWith("Trace ")) continue;
    isPutOff = false;
    const state = stateFromLog(lines.slice(at + 1, at + 18));
    const isBegun = states.length > 0 || state[EIP_AT] === ORIGIN;
    if (isBegun && states.at(-1)?.[EIP_AT] !== state[EIP_AT]) states.push(state);
  }
  return { states, interrupts };
}

/** Where ours and QEMU's states differ first, and how many were compared. */
export interface Replayed {
  readonly compared: number;
  readonly ours: State | undefined;
}

/** Goes through a run once more. `disk` is what the drive gives. */
export function replay(run: Run, parts: readonly Part[], disk: Uint8Array): Replayed {
  const { ram, bus } = memoryWith(parts);
  const cpu = atProgram(new Processor(ram, bus));
  const ports = new RecordedPorts(disk);
  bus.attach({ name: "recorded", ports: [{ first: 0, count: 0x1_0000 }], ...ports.device });
  for (const [at, state] of run.states.entries()) {
    const ours = stateOf(cpu);
    if (ours.some((value, field) => value !== state[field])) return { compared: at, ours };
    const next = run.states[at + 1];
    if (next === undefined) break;
    ports.accumulator = next[EAX]!;
    const step = stepHere(cpu);
    stepOnce(cpu);
    if (step !== undefined) takeUndefined(cpu, step, next[FLAGS_AT]!);
    const vector = run.interrupts.get(at);
    if (vector !== undefined) interrupt(cpu, vector);
  }
  return { compared: run.states.length, ours: undefined };
}

/** IN gives what QEMU then had in EAX; the drive's data port gives the sector that was asked for. */
class RecordedPorts {
  accumulator = 0;
  readonly #disk: DataView;
  #sector = 0;
  #position = 0;

  constructor(disk: Uint8Array) {
    this.#disk = new DataView(disk.buffer);
  }

  readonly device = {
    readPort: (port: number) => (port === 0x1f0 ? this.#nextWord() : this.accumulator),
    writePort: (port: number, value: number) => {
      if (port === 0x1f3) this.#sector = value;
      if (port === 0x1f7) this.#position = this.#sector * 512;
    },
  };

  #nextWord(): number {
    this.#position += 2;
    return this.#disk.getUint16(this.#position - 2, true);
  }
}

function stepHere(cpu: Processor): Step | undefined {
  try {
    return fetchStep(cpu);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** Flags that the instruction leaves undefined are QEMU's. */
function takeUndefined({ flags }: Processor, { form }: Step, theirs: number): void {
  const undefinedBits = (definitionOf(form).undefines ?? []).reduce((sum, name) => sum | flagBits[name], 0);
  if (undefinedBits !== 0) flags.word = (flags.word & ~undefinedBits) | (theirs & undefinedBits);
}

function interrupt(cpu: Processor, vector: number): void {
  cpu.halted = false;
  raise(cpu, { vector, kind: "interrupt" });
}
