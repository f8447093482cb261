/**
 * A block as one function of JavaScript: operands and constants written out, so that nothing is looked up when it runs. Semantics are the table's own; they are called, and
 * the compiler behind JavaScript puts them in place.
 *
 * ```text
 *   add eax, [ebx+8]      c.eip = (e + 0) | 0; c.instructions = t + 1;
 *   dec ecx               g[0] = f0(c, 32, g[0], c.load(3, (g[3] + 8) | 0, 32), 0);
 *   jne -7                g[1] = f1(c, 32, g[1], 0, 0);
 *                         c.eip = (e + 4) | 0; c.next = (e + 6) | 0; c.instructions = t + 3; f2(c, s2);
 *                         c.eip = c.next;
 * ```
 *
 * `eip` and the count are kept up to date where something can fault or look at them: at memory and at everything that is no plain computation.
 *
 * @packageDocumentation
 */
import { executeStep } from "../processor/execute";
import {
  CONSTANT,
  HIGH_BYTE,
  LONG,
  LOW_BYTE,
  MEMORY,
  NO_REGISTER,
  type Place,
  type Step,
  WORD,
} from "../processor/step";
import type { Block, CompiledBlock } from "./block";

/** Whether it is a repeated string instruction. It keeps what it has done when it is left, ends its block, and so may write to it. */
export function isRepeated({ instruction }: Step): boolean {
  return instruction.repeat !== undefined;
}

/** What was compiled, by mode and bytes: another machine with the same code finds it warm. */
const compiledBlocks = new Map<string, CompiledBlock>();
const MOST_COMPILED = 10_000;

function keyOf({ text, usesDevices }: Block): string {
  return usesDevices ? `${text} devices` : text;
}

/** A function that does what the block does, if one was made before. */
export function compiledBefore(block: Block): CompiledBlock | undefined {
  return compiledBlocks.get(keyOf(block));
}

/** Makes a function of a block. */
export function compileBlock(block: Block): CompiledBlock {
  const { steps, offsets } = block;
  const count = steps.length;
  const names = steps.flatMap((_, at) => [`f${at}`, `s${at}`]);
  const values = steps.flatMap((step) => [functionOf(step), step]);
  const last = steps[count - 1]!;
  const lines = [
    `return function block${block.physical.toString(16)}(c, until, running) {`,
    "const e = c.eip, g = c.general; let t = c.instructions;",
    "do {",
    ...steps.map((step, at) => statement(step, at, offsets[at]!) + guard(block, at) + deviceGuard(block, at)),
    `t += ${count};`,
    isPlain(last) ? `c.eip = (e + ${offsets[count - 1]! + last.length}) | 0;` : "c.eip = c.next;",
    endsInJump(last) ? `} while (c.eip === e && t + ${count} <= until && !c.bus.used);` : "} while (false);",
    "c.instructions = t;",
    "}",
  ];
  const made = (new Function(...names, lines.join("\n")) as (...all: unknown[]) => CompiledBlock)(...values);
  if (compiledBlocks.size === MOST_COMPILED) compiledBlocks.clear();
  compiledBlocks.set(keyOf(block), made);
  return made;
}

/** Leaves the block if control went elsewhere than to the next step. */
function guard(block: Block, at: number): string {
  if (at === block.steps.length - 1 || !block.mayPart(at)) return "";
  return ` if (c.next !== ((e + ${block.offsets[at + 1]!}) | 0)) { c.eip = c.next; return; }`;
}

/** Leaves the block after an access to a device. */
function deviceGuard({ steps, offsets, usesDevices }: Block, at: number): string {
  const step = steps[at]!;
  if (!usesDevices || at === steps.length - 1 || !mayUseMemory(step)) return "";
  const next = isPlain(step) ? `(e + ${offsets[at]! + step.length}) | 0` : "c.next";
  return ` if (c.bus.used) { c.eip = ${next}; return; }`;
}

function mayUseMemory(step: Step): boolean {
  return !isPlain(step) || step.places.some(({ kind }) => kind === MEMORY) || mayFault(step);
}

/** Such a jump changes nothing but EIP, so that the block may be begun again without looking further. */
function endsInJump({ form }: Step): boolean {
  return form.operands[0]?.type === "relative" && form.mnemonic !== "CALL";
}

function isPlain({ semantics, privilege }: Step): boolean {
  return semantics.kind !== "effect" && privilege === "none";
}

function functionOf(step: Step): unknown {
  if (step.privilege !== "none") return executeStep;
  return step.semantics.kind === "effect" ? step.semantics.run : step.semantics.compute;
}

function statement(step: Step, at: number, offset: number): string {
  const here = `c.eip = (e + ${offset}) | 0; c.instructions = t + ${at + 1}; `;
  const unguarded = isRepeated(step) ? "running.block = undefined; " : "";
  if (!isPlain(step)) return `${here}${unguarded}c.next = (e + ${offset + step.length}) | 0; f${at}(c, s${at});`;
  return (mayUseMemory(step) ? here : "") + computation(step, at);
}

/** These fault though none of their operands is in memory. */
function mayFault({ form }: Step): boolean {
  return /^(I?DIV|AAM|PUSH|POP)$/.test(form.mnemonic);
}

function computation({ semantics, first, second, third, width }: Step, at: number): string {
  const call = (...operands: string[]) => `f${at}(${["c", width, ...operands].join(", ")})`;
  const others = [second, third].map((place) => (place === undefined ? "0" : valueOf(place)));
  if (semantics.kind === "compare") return `${call(valueOf(first!), ...others)};`;
  if (semantics.kind === "assign") return stored(first!, call(...others));
  if (first!.kind !== MEMORY) return stored(first!, call(valueOf(first!), ...others));
  const { segment } = first!;
  const load = `c.loadForUpdate(${segment}, o, ${first!.width})`;
  return `{ const o = ${addressOf(first!)}; c.store(${segment}, o, ${call(load, ...others)}, ${first!.width}); }`;
}

function valueOf(place: Place): string {
  const register = `g[${place.number}]`;
  switch (place.kind) {
    case LONG:
      return register;
    case WORD:
      return `(${register} & 0xffff)`;
    case LOW_BYTE:
      return `(${register} & 0xff)`;
    case HIGH_BYTE:
      return `((${register} >> 8) & 0xff)`;
    case CONSTANT:
      return String(place.value);
    case MEMORY:
      return `c.load(${place.segment}, ${addressOf(place)}, ${place.width})`;
    default:
      return `c.segments[${place.number}].selector`;
  }
}

function stored(place: Place, value: string): string {
  const register = `g[${place.number}]`;
  switch (place.kind) {
    case LONG:
      return `${register} = ${value};`;
    case WORD:
      return `${register} = (${value} & 0xffff) | (${register} & ~0xffff);`;
    case LOW_BYTE:
      return `${register} = (${value} & 0xff) | (${register} & ~0xff);`;
    case HIGH_BYTE:
      return `${register} = ((${value} & 0xff) << 8) | (${register} & ~0xff00);`;
    default:
      return `c.store(${place.segment}, ${addressOf(place)}, ${value}, ${place.width});`;
  }
}

function addressOf({ base, index, scale, displacement, addressSize }: Place): string {
  const terms = [
    ...(base === NO_REGISTER ? [] : [`g[${base}]`]),
    ...(index === NO_REGISTER ? [] : [scale === 0 ? `g[${index}]` : `(g[${index}] << ${scale})`]),
    ...(displacement === 0 && (base !== NO_REGISTER || index !== NO_REGISTER) ? [] : [String(displacement)]),
  ];
  return `((${terms.join(" + ")}) ${addressSize === 32 ? "| 0" : "& 0xffff"})`;
}
