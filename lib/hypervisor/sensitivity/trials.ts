/**
 * What each form is tried with: registers or memory as operands, and values that mean something to the machine, such as selectors, flags and ports.
 *
 * @packageDocumentation
 */
import {
  encode,
  type Form,
  type Mode,
  type Operand,
  type OperandKind,
  type Processor,
  Step,
  type Width,
} from "../../machine";
import { places, selectors } from "./places";

/** One instruction and what is in its operands. */
export interface Trial {
  readonly step: Step;
  /** In all general registers but ESP, in memory operands, and on the stack. */
  readonly value: number;
  /** The frame of a return on the stack: CS, EFLAGS, SS. */
  readonly frame: readonly [cs: number, flags: number, ss: number];
  /** Bits of the offset in front of a selector in memory; none if the memory operand is no far pointer. */
  readonly far: Width | undefined;
  /** Bits of a word of the frame. */
  readonly width: 16 | 32;
}

const ringsOf = (selector: number) => [0, 1, 2, 3].map((ring) => selector | ring);

/** Selectors with every RPL, images of EFLAGS with IF and IOPL, and small numbers. */
const values = [
  0,
  1,
  0x10 | 0x8000_0000,
  ...ringsOf(selectors.kernelCode),
  ...ringsOf(selectors.kernelData),
  ...ringsOf(selectors.ring1Data),
  selectors.ring1Code | 1,
  selectors.userCode | 3,
  selectors.userData | 3,
  selectors.conformingCode,
  selectors.gate,
  selectors.task,
  selectors.otherTask,
  selectors.localTable,
  0x202,
  0x3002,
  0x3202,
];

const frames: readonly Trial["frame"][] = [
  ...[0, 1, 2, 3].map(
    (ring) => [selectors.kernelCode | ring, 0x3002, selectors.kernelData | ring] as const satisfies Trial["frame"],
  ),
  [selectors.userCode | 3, 0x202, selectors.userData | 3],
];

/** All trials of a form. */
export function trialsOf(form: Form): Trial[] {
  const far = form.operands.find(({ type, place }) => type === "far" && place === "rm")?.width as Width | undefined;
  const usesStack = /^(RETF|IRETD?|INT|INT1|INT3|INTO|POPFD?|POP|CALL|JMP)$/.test(form.mnemonic);
  return values.flatMap((value) =>
    stepsOf(form, value).flatMap((step) =>
      (usesStack ? frames : frames.slice(0, 1)).map((frame) => ({
        step,
        value,
        frame,
        far,
        width: form.operandSize === 16 ? 16 : 32,
      })),
    ),
  );
}

/** Puts the values where the trial has them. */
export function prepare(cpu: Processor, { value, frame, far, width }: Trial): void {
  const { ram, general } = cpu;
  for (const register of [0, 1, 2, 3, 5, 6, 7]) general[register] = value;
  for (let at = places.data; at < places.data + 0x40; at += 4) ram.view.setInt32(at, value, true);
  if (far !== undefined) {
    ram.view.setUint32(places.data, places.target, true);
    ram.view.setUint16(places.data + far / 8, value & 0xffff, true);
  }
  const [cs, flags, ss] = frame;
  for (const [index, word] of [value, cs, flags, places.otherStack, ss].entries()) {
    if (width === 32) ram.view.setInt32(places.stack + 4 * index, word, true);
    else ram.view.setInt16(places.stack + 2 * index, word, true);
  }
}

/** A form with operands: every choice of segment, control or debug register, and register or memory where either may be. */
function stepsOf(form: Form, value: number): Step[] {
  const choices = form.operands.map((kind, at) => operandsOf(kind, at, value));
  const all = choices.reduce<Operand[][]>(
    (lists, options) => lists.flatMap((list) => options.map((option) => [...list, option])),
    [[]],
  );
  const size = (form.operandSize ?? 32) as Mode;
  const addressSize = (form.addressSize ?? 32) as Mode;
  const usual = { form, operandSize: size, addressSize, segment: undefined, lock: false, repeat: undefined };
  return all.map((operands) => new Step({ ...usual, operands, length: encode({ ...usual, operands }, 32).length }));
}

function operandsOf(kind: OperandKind, at: number, value: number): Operand[] {
  const width = kind.width || 32;
  const register = { type: "register", number: kind.fixed ?? (at === 0 ? 3 : 1), width } as const;
  const memory = {
    type: "memory",
    width: kind.memoryWidth ?? kind.width,
    base: undefined,
    index: undefined,
    scale: 1,
    displacement: places.data,
  } as const;
  const numbered = (type: "segment" | "control" | "debug", numbers: readonly number[]): Operand[] =>
    (kind.fixed === undefined ? numbers : [kind.fixed]).map((number) => ({
      type,
      number,
      width: type === "segment" ? 16 : 32,
    }));
  switch (kind.type) {
    case "register":
      return [register];
    case "memory":
      return [memory];
    case "registerOrMemory":
      return [register, memory];
    case "segment":
      return numbered("segment", [0, 1, 2, 3, 4, 5]);
    case "control":
      return numbered("control", [0, 2, 3, 4]);
    case "debug":
      return numbered("debug", [0, 7]);
    case "immediate":
      return [{ type: "immediate", value: kind.fixed ?? unsigned(value, kind.encoded ?? width), width }];
    case "relative":
      return [{ type: "relative", displacement: 0x10, width }];
    default:
      if (kind.place === "rm") return [memory];
      return [{ type: "far", selector: value & 0xffff, offset: places.target, width }];
  }
}

function unsigned(value: number, width: number): number {
  return width === 32 ? value >>> 0 : value & ((1 << width) - 1);
}
