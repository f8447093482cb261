/**
 * What an instruction consists of: keyword, flags, and arguments, as words for a shell or as a list in JSON.
 *
 * ```text
 *   COPY --from=build --chown=web /out/app /srv/        keyword, flags, rest
 *   CMD ["nginx", "-g", "daemon off;"]                  exec form: the program and its arguments, no shell
 *   CMD nginx -g "daemon off;"                          shell form: /bin/sh -c '…'
 * ```
 *
 * Source: Docker documentation, "Dockerfile reference".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { HereDocument, LogicalLine } from "./lines";
import { splitWords, type TextPlace } from "./words";

/** Instructions of the subset. */
export type Keyword =
  | "ADD"
  | "ARG"
  | "CMD"
  | "COPY"
  | "ENTRYPOINT"
  | "ENV"
  | "EXPOSE"
  | "FROM"
  | "LABEL"
  | "RUN"
  | "SHELL"
  | "USER"
  | "VOLUME"
  | "WORKDIR";

/** Flags that each instruction takes. Keywords that are not here are refused. */
const flagsOf: Readonly<Record<Keyword, readonly string[]>> = {
  ADD: ["chown", "chmod"],
  ARG: [],
  CMD: [],
  COPY: ["from", "chown", "chmod"],
  ENTRYPOINT: [],
  ENV: [],
  EXPOSE: [],
  FROM: ["platform"],
  LABEL: [],
  RUN: [],
  SHELL: [],
  USER: [],
  VOLUME: [],
  WORKDIR: [],
};

/** Instructions that Docker knows and this subset does not. */
const notHere = ["HEALTHCHECK", "MAINTAINER", "ONBUILD", "STOPSIGNAL"];

/** One instruction. */
export interface Instruction extends TextPlace {
  readonly keyword: Keyword;
  /** As it was written, on one line. */
  readonly text: string;
  readonly flags: ReadonlyMap<string, string>;
  /** What follows the flags. */
  readonly rest: string;
  /** The rest as a list, if it is one in JSON. */
  readonly list?: readonly string[];
  readonly documents: readonly HereDocument[];
}

/** An error that names an instruction's line. */
export function wrongLine({ line }: { readonly line: number }, expected: string, value: unknown): DomainError {
  return new DomainError(`Dockerfile line ${line}`, expected, value);
}

/** Does something for an instruction; what is refused on the way is told with its line. */
export function atLine<T>(instruction: { readonly line: number }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.message.startsWith("Expected Dockerfile line")) throw error;
    const told = error.message.slice("Expected ".length, error.message.lastIndexOf(", got "));
    throw new DomainError(`Dockerfile line ${instruction.line}:`, told, error.value);
  }
}

/**
 * Reads a line.
 *
 * @throws {@link DomainError} naming the line if the keyword or a flag is unknown
 */
export function readInstruction(line: LogicalLine, escape: string): Instruction {
  const [, word = "", after = ""] = /^(\S+)\s*([\s\S]*)$/.exec(line.text) ?? [];
  const keyword = word.toUpperCase();
  if (notHere.includes(keyword)) throw wrongLine(line, "to be an instruction of this subset", word);
  if (!(keyword in flagsOf))
    throw wrongLine(line, `to begin with an instruction (${Object.keys(flagsOf).join(", ")})`, word);
  const { flags, rest } = readFlags(line, keyword as Keyword, after);
  const list = listOf(rest);
  const text = line.text.replace(/\s+/g, " ");
  return {
    keyword: keyword as Keyword,
    line: line.line,
    escape,
    text,
    flags,
    rest,
    ...(list && { list }),
    documents: line.documents,
  };
}

function readFlags(line: LogicalLine, keyword: Keyword, after: string) {
  const flags = new Map<string, string>();
  let rest = after;
  for (let found = /^--(\S*)\s*/.exec(rest); found !== null; found = /^--(\S*)\s*/.exec(rest)) {
    const [name = "", ...value] = found[1]!.split("=");
    const known = flagsOf[keyword];
    if (!known.includes(name))
      throw wrongLine(line, `to have no flag for ${keyword} but ${known.join(", ") || "none"}`, `--${name}`);
    if (value.length === 0) throw wrongLine(line, `to give --${name} a value`, found[0].trim());
    if (flags.has(name)) throw wrongLine(line, `to have --${name} once`, found[0].trim());
    flags.set(name, value.join("="));
    rest = rest.slice(found[0].length);
  }
  return { flags, rest };
}

/** A list of texts in JSON; whatever else begins with a bracket is meant for the shell, as Docker has it. */
function listOf(rest: string): readonly string[] | undefined {
  if (!rest.startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(rest);
    return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Arguments: the list, or the rest's words. */
export function argumentsOf(instruction: Instruction): readonly string[] {
  return instruction.list ?? splitWords(instruction.rest, instruction);
}

/**
 * Names and values of ENV and LABEL, not expanded: `a=1 b="2 3"`, or the older `a 1 and all the rest`.
 *
 * @throws {@link DomainError} naming the line if one has no value
 */
export function pairsOf(instruction: Instruction): readonly (readonly [name: string, value: string])[] {
  const words = splitWords(instruction.rest, instruction);
  const [first] = words;
  if (first === undefined) throw wrongLine(instruction, `to give ${instruction.keyword} a name and a value`, "");
  if (!first.includes("=")) {
    if (words.length < 2) throw wrongLine(instruction, "to give a value", first);
    return [[first, instruction.rest.slice(instruction.rest.indexOf(first) + first.length).trim()]];
  }
  return words.map((word) => {
    const equals = word.indexOf("=");
    if (equals < 1) throw wrongLine(instruction, "to have name=value", word);
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
}
