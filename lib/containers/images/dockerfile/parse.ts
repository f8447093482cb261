/**
 * A whole Dockerfile: stages, each from a FROM to the next, and what is wrong with it before anything runs.
 *
 * ```text
 *   ARG VERSION=3                    before the first FROM: for the FROM lines
 *   FROM base:$VERSION AS build      stage 0, "build"
 *   RUN make
 *   FROM scratch                     stage 1: the image, if no other target is named
 *   COPY --from=build /out /
 * ```
 *
 * Source: Docker documentation, "Dockerfile reference", "Multi-stage builds".
 *
 * @packageDocumentation
 */
import { argumentsOf, type Instruction, type Keyword, pairsOf, readInstruction, wrongLine } from "./instruction";
import { dockerfileLines } from "./lines";

/** From a FROM to the next. */
export interface Stage {
  /** The name after AS, in lower case; the stage's number if there is none. */
  readonly name: string;
  /** An image's name, or an earlier stage's, not expanded. */
  readonly base: string;
  readonly from: Instruction;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile that was read. */
export interface Dockerfile {
  /** ARG instructions before the first FROM. */
  readonly args: readonly Instruction[];
  readonly stages: readonly Stage[];
}

/**
 * Reads a Dockerfile.
 *
 * @throws {@link DomainError} naming the line, what was expected there and what came
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const { stages } = containers.parseDockerfile("FROM alpine AS build\nRUN make\nFROM scratch\nCOPY --from=build /out /\n");
 * assert.deepEqual(stages.map(({ name, base }) => [name, base]), [["build", "alpine"], ["1", "scratch"]]);
 * assert.throws(() => containers.parseDockerfile("FROM alpine\nRUNN make\n"), /line 2 to begin with an instruction .* got "RUNN"/);
 * ```
 */
export function parseDockerfile(text: string): Dockerfile {
  const { lines, escape } = dockerfileLines(text);
  const instructions = lines.map((line) => readInstruction(line, escape));
  const first = instructions.findIndex(({ keyword }) => keyword === "FROM");
  const before = first < 0 ? instructions : instructions.slice(0, first);
  const early = before.find(({ keyword }) => keyword !== "ARG");
  if (early !== undefined) throw wrongLine(early, "to come after a FROM", early.keyword);
  if (first < 0) throw wrongLine({ line: 1 }, "to be followed by a FROM", "none");
  before.forEach(check);
  const stages: Stage[] = [];
  for (const instruction of instructions.slice(first)) {
    if (instruction.keyword === "FROM") stages.push(stageOf(instruction, stages));
    else {
      check(instruction);
      checkSource(instruction, stages);
      (stages.at(-1)!.instructions as Instruction[]).push(instruction);
    }
  }
  return { args: before, stages };
}

function stageOf(from: Instruction, before: readonly Stage[]): Stage {
  const [base, as, name, ...more] = argumentsOf(from);
  const isNamed = as?.toUpperCase() === "AS" && name !== undefined && more.length === 0;
  if (base === undefined || (as !== undefined && !isNamed))
    throw wrongLine(from, 'to be "FROM image" or "FROM image AS name"', from.text);
  const called = (name ?? String(before.length)).toLowerCase();
  if (name !== undefined && !/^[a-z][a-z0-9._-]*$/.test(called))
    throw wrongLine(from, "to name its stage with a letter first", name);
  if (before.some((stage) => stage.name === called)) throw wrongLine(from, "to name its stage as no other", called);
  return { name: called, base, from, instructions: [] };
}

/** A stage that COPY takes from must come before; what is no number and no stage is an image's name. */
function checkSource(instruction: Instruction, stages: readonly Stage[]): void {
  const from = instruction.flags.get("from");
  if (from === undefined || !/^\d+$/.test(from)) return;
  if (Number(from) >= stages.length - 1)
    throw wrongLine(instruction, "to copy from an earlier stage", `--from=${from}`);
}

/** What each instruction must have, whatever its variables stand for. */
const checks: Readonly<Record<Keyword, (instruction: Instruction) => void>> = {
  ADD: checkCopy,
  ARG: (one) => {
    const words = argumentsOf(one);
    const wrong = words.find((word) => !/^[A-Za-z_]\w*(=|$)/.test(word));
    if (words.length === 0 || wrong !== undefined)
      throw wrongLine(one, 'to be "ARG name" or "ARG name=value"', one.text);
  },
  CMD: needsSomething,
  COPY: checkCopy,
  ENTRYPOINT: needsSomething,
  ENV: (one) => void pairsOf(one),
  EXPOSE: needsSomething,
  FROM: needsSomething,
  LABEL: (one) => void pairsOf(one),
  RUN: needsSomething,
  SHELL: (one) => {
    if (one.list === undefined || one.list.length === 0) throw wrongLine(one, "to give SHELL a list in JSON", one.rest);
  },
  USER: needsOne,
  VOLUME: needsSomething,
  WORKDIR: needsSomething,
};

function check(instruction: Instruction): void {
  checks[instruction.keyword](instruction);
}

function checkCopy(one: Instruction): void {
  const count = argumentsOf(one).length;
  if (count < 2) throw wrongLine(one, `to give ${one.keyword} a source and a destination`, one.rest);
}

function needsSomething(one: Instruction): void {
  if (one.rest === "" || one.list?.length === 0) throw wrongLine(one, `to give ${one.keyword} an argument`, one.rest);
}

function needsOne(one: Instruction): void {
  if (argumentsOf(one).length !== 1) throw wrongLine(one, `to give ${one.keyword} one argument`, one.rest);
}
