/**
 * One instruction: fetched, decoded, allowed, executed; or the exception in its place.
 *
 * @packageDocumentation
 */
import { decode, type Mode } from "../isa";
import { deliver } from "../protection/interrupt";
import { Fault, vectors } from "./fault";
import { flagBits } from "./flags";
import type { Processor, ProcessorEvent } from "./processor";
import { CS } from "./segment";
import { Step } from "./step";

/** The most bytes that an instruction has. */
const LONGEST = 15;
/** BS in DR6: the debug exception is that of a single step. */
const SINGLE_STEP = 0x4000;
const PAGE_BYTES = 4096;

/** Executes one step: operands, semantics, result. Throws {@link Fault} with nothing changed. */
export function executeStep(cpu: Processor, step: Step): void {
  if (step.privilege !== "none") requirePrivilege(cpu, step);
  const { semantics, first, second, third, width } = step;
  switch (semantics.kind) {
    case "effect":
      semantics.run(cpu, step);
      return;
    case "update":
      cpu.write(
        first!,
        semantics.compute(cpu, width, cpu.readForUpdate(first!), valueOf(cpu, second), valueOf(cpu, third)),
      );
      return;
    case "assign":
      cpu.write(first!, semantics.compute(cpu, width, valueOf(cpu, second), valueOf(cpu, third)));
      return;
    case "compare":
      semantics.compute(cpu, width, cpu.read(first!), valueOf(cpu, second));
  }
}

function valueOf(cpu: Processor, place: Step["second"]): number {
  return place === undefined ? 0 : cpu.read(place);
}

/** The rule of the table; who may use a port depends on the port, and is asked when it is known. */
function requirePrivilege(cpu: Processor, { privilege }: Step): void {
  if (privilege === "ring 0" && cpu.cpl > 0) throw new Fault("GP", 0);
  if (privilege === "IOPL" && cpu.cpl > cpu.iopl) throw new Fault("GP", 0);
}

/** Fetches and decodes the instruction at CS:EIP. Throws #GP beyond the segment or 15 bytes, #PF, and #UD if it is none. */
export function fetchStep(cpu: Processor): Step {
  const mode: Mode = cpu.segments[CS]!.big ? 32 : 16;
  const bytes = new Uint8Array(LONGEST);
  for (let count = fetchRest(cpu, bytes, 0); ; count += fetchRest(cpu, bytes, count)) {
    const decoded = decode(bytes.subarray(0, count), 0, mode);
    if (decoded.type === "instruction") return new Step(decoded.instruction);
    if (decoded.type === "invalid") throw new Fault("UD");
    if (decoded.type === "tooLong") throw new Fault("GP", 0);
  }
}

/** Fetches what follows `count` bytes, up to the end of the page, the segment, or 15 bytes; at least one. */
function fetchRest(cpu: Processor, bytes: Uint8Array, count: number): number {
  const code = cpu.segments[CS]!;
  const offset = (cpu.eip + count) >>> 0;
  if (count === LONGEST || offset > code.limit) throw new Fault("GP", 0);
  const linear = (code.base + offset) | 0;
  const physical = cpu.memory.fetch(linear);
  const most = Math.min(LONGEST - count, PAGE_BYTES - (linear & (PAGE_BYTES - 1)), code.limit - offset + 1);
  for (let at = 0; at < most; at++) bytes[count + at] = cpu.bus.loadPhysical(physical + at, 8);
  return most;
}

/** Executes the instruction at CS:EIP, and delivers what it raises. Counts one, whatever comes of it. */
export function stepOnce(cpu: Processor): void {
  const traps = (cpu.flags.system & flagBits.TF) !== 0;
  cpu.interruptShadow = false;
  cpu.instructions++;
  const step = attempt(cpu);
  if (step === undefined || !traps || holdsTrapBack(cpu, step)) return;
  cpu.debug[6]! |= SINGLE_STEP;
  raise(cpu, { vector: vectors.DB, kind: "trap" });
}

/** The instruction that was executed; none if it faulted. */
function attempt(cpu: Processor): Step | undefined {
  try {
    const step = fetchStep(cpu);
    cpu.next = (cpu.eip + step.length) | 0;
    executeStep(cpu, step);
    cpu.eip = cpu.next;
    return step;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    raise(cpu, faultEvent(error));
    return undefined;
  }
}

/** A load of SS holds back both interrupts and the trap of a single step, so that ESP can be loaded next; STI interrupts alone. */
function holdsTrapBack({ interruptShadow }: Processor, { form }: Step): boolean {
  return interruptShadow && form.mnemonic !== "STI";
}

/** The event that a fault is. */
export function faultEvent({ vector, errorCode }: Fault): ProcessorEvent {
  return { vector, ...(errorCode !== undefined && { errorCode }), kind: "fault" };
}

/** Tells the monitor of an event, or delivers it through the interrupt table. */
export function raise(cpu: Processor, event: ProcessorEvent): void {
  if (cpu.monitor?.(event) === true) return;
  deliver(cpu, event);
}
