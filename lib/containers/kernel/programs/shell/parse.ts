/**
 * From tokens to commands.
 *
 * ```text
 *   list       pipeline  ";" | "&&" | "||" | "&"  pipeline …
 *   pipeline   command "|" command …
 *   command    NAME=value …  word word …  "<" ">" ">>" "2>" "2>&1" file          or "(" list ")"
 * ```
 *
 * Source: POSIX.1-2017, Shell Command Language, section 2.9.
 *
 * @packageDocumentation
 */
import type { Piece, Token } from "./words";

/** A word before its variables are filled in. */
export type Word = readonly Piece[];

/** Where a descriptor is to lead. */
export interface Redirection {
  readonly fd: 0 | 1 | 2;
  readonly operator: "<" | ">" | ">>" | "2>&1";
  readonly target: Word;
}

/** One command. */
export interface Command {
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  /** A list in parentheses, which runs in a child. */
  readonly list?: List;
}

/** Commands joined by "|". */
export type Pipeline = readonly Command[];

/** Pipelines, and what must have become of what went before. */
export type List = readonly {
  readonly when: "always" | "success" | "failure";
  readonly pipeline: Pipeline;
  readonly background: boolean;
}[];

/** What is wrong with a line. */
export interface SyntaxError {
  readonly type: "syntaxError";
  readonly near: string;
}

/** Reads a list of commands. */
export function parse(tokens: readonly Token[]): List | SyntaxError {
  const reader = new Reader(tokens);
  const list = reader.list();
  return reader.atEnd() || "type" in list ? list : error(reader.next);
}

const whenAfter: Readonly<Record<string, "always" | "success" | "failure">> = {
  ";": "always",
  "&": "always",
  "&&": "success",
  "||": "failure",
};

class Reader {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  atEnd(): boolean {
    return this.#at >= this.tokens.length;
  }

  get next(): Token | undefined {
    return this.tokens[this.#at];
  }

  list(): List | SyntaxError {
    const list: { when: "always" | "success" | "failure"; pipeline: Pipeline; background: boolean }[] = [];
    let when: "always" | "success" | "failure" = "always";
    this.skipSemicolons();
    while (!this.atEnd() && !this.sees(")")) {
      const pipeline = this.pipeline();
      if ("type" in pipeline) return pipeline;
      const operator = this.next?.type === "operator" ? this.next.text : "";
      list.push({ when, pipeline, background: operator === "&" });
      if (whenAfter[operator] === undefined) break;
      this.#at++;
      when = whenAfter[operator];
      this.skipSemicolons();
      if (when !== "always" && this.atEnd()) return error(undefined);
    }
    return list;
  }

  pipeline(): Pipeline | SyntaxError {
    const commands: Command[] = [];
    do {
      const command = this.command();
      if ("type" in command) return command;
      commands.push(command);
    } while (this.take("|"));
    return commands;
  }

  command(): Command | SyntaxError {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let list: List | undefined;
    if (this.take("(")) {
      const inner = this.list();
      if ("type" in inner) return inner;
      if (!this.take(")")) return error(this.next);
      list = inner;
    }
    for (let token = this.next; token !== undefined; token = this.next) {
      if (token.type === "word" && list !== undefined) return error(token);
      if (token.type === "word") {
        this.#at++;
        const assignment = words.length === 0 ? assignmentOf(token.pieces) : undefined;
        if (assignment !== undefined) assignments.push(assignment);
        else words.push(token.pieces);
        continue;
      }
      const redirection = this.redirection(token.text);
      if (redirection === undefined) break;
      if ("type" in redirection) return redirection;
      redirections.push(redirection);
    }
    const isEmpty = words.length + assignments.length + redirections.length === 0 && list === undefined;
    return isEmpty ? error(this.next) : { assignments, words, redirections, ...(list && { list }) };
  }

  redirection(operator: string): Redirection | SyntaxError | undefined {
    if (operator === "2>&1") {
      this.#at++;
      return { fd: 2, operator, target: [] };
    }
    const plain = operator.replace(/^2/, "");
    if (plain !== "<" && plain !== ">" && plain !== ">>") return undefined;
    this.#at++;
    const target = this.next;
    if (target?.type !== "word") return error(target);
    this.#at++;
    return { fd: operator.startsWith("2") ? 2 : plain === "<" ? 0 : 1, operator: plain, target: target.pieces };
  }

  skipSemicolons(): void {
    while (this.sees(";")) this.#at++;
  }

  sees(operator: string): boolean {
    return this.next?.type === "operator" && this.next.text === operator;
  }

  take(operator: string): boolean {
    if (!this.sees(operator)) return false;
    this.#at++;
    return true;
  }
}

function assignmentOf([first, ...rest]: Word): { readonly name: string; readonly value: Word } | undefined {
  if (first?.type !== "text" || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)=(.*)$/.exec(first.text);
  return match === null
    ? undefined
    : { name: match[1]!, value: [{ type: "text", text: match[2]!, quoted: false }, ...rest] };
}

function error(token: Token | undefined): SyntaxError {
  const near = token === undefined ? "newline" : token.type === "operator" ? token.text : "word";
  return { type: "syntaxError", near };
}
