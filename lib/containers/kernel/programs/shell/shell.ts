/**
 * A small shell: runs lines by fork, pipe, dup2, execve and wait alone.
 *
 * ```text
 *   cat f | grep x > out
 *     shell ─fork─▶ child 1: dup2(pipe, 1), execve /bin/cat
 *           ─fork─▶ child 2: dup2(pipe, 0), open out, dup2(…, 1), execve /bin/grep
 *           ─wait for both; the last one's status counts
 * ```
 *
 * Source: POSIX.1-2017, Shell Command Language.
 *
 * @packageDocumentation
 */
import type { Program, Request, SystemCalls } from "../../program";
import { messages } from "../messages";
import { print, readAll } from "../text";
import { builtins } from "./builtins";
import { expand, textOf, type Variables } from "./expand";
import { type Command, type List, type Pipeline, parse, type Redirection } from "./parse";
import { tokens } from "./words";

type Run<T> = Generator<Request, T, unknown>;

/** `sh -c LINE`, `sh FILE`, or lines from standard input. With `-e` it stops at the first failure. */
export const shell: Program = function* (sys, args) {
  const options = args.slice(1).filter((arg) => /^[-+]/.test(arg));
  const rest = args.slice(1).filter((arg) => !/^[-+]/.test(arg));
  const environment = yield* sys.environment();
  const values = new Map(Object.entries(environment.type === "done" ? environment.value : {}));
  const isLine = options.some((option) => option.includes("c"));
  const source = isLine ? { text: rest[0] ?? "" } : yield* script(sys, rest[0]);
  if (source.text === undefined) {
    yield* print(sys, 2, `sh: 0: cannot open ${rest[0]}: No such file\n`);
    return 2;
  }
  const positional = isLine ? [rest[1] ?? "sh", ...rest.slice(2)] : [rest[0] ?? "sh", ...rest.slice(1)];
  const variables: Variables = { values, status: 0, args: positional };
  return yield* runText(
    sys,
    source.text,
    variables,
    options.some((option) => option.includes("e")),
  );
};

function* script(sys: SystemCalls, path: string | undefined): Run<{ readonly text: string | undefined }> {
  if (path === undefined) return { text: yield* readAll(sys, 0) };
  const fd = yield* sys.open(path);
  return { text: fd.type === "failed" ? undefined : yield* readAll(sys, fd.value) };
}

function* runText(sys: SystemCalls, text: string, variables: Variables, stops: boolean): Run<number> {
  const found = tokens(text);
  const list =
    found === undefined ? { type: "syntaxError" as const, near: "unterminated quoted string" } : parse(found);
  if ("type" in list) {
    yield* print(sys, 2, `sh: 1: Syntax error: ${list.near} unexpected\n`);
    return 2;
  }
  return yield* runList(sys, list, variables, stops);
}

function* runList(sys: SystemCalls, list: List, variables: Variables, stops: boolean): Run<number> {
  for (const [at, { when, pipeline, background }] of list.entries()) {
    if (when !== "always" && (when === "success") !== (variables.status === 0)) continue;
    variables.status = yield* runPipeline(sys, pipeline, variables, background);
    const isTested = ["success", "failure"].includes(list[at + 1]?.when ?? "always");
    if (stops && variables.status !== 0 && !isTested) break;
  }
  return variables.status;
}

function* runPipeline(sys: SystemCalls, pipeline: Pipeline, variables: Variables, background: boolean): Run<number> {
  const [only] = pipeline;
  if (pipeline.length === 1 && !background && only!.list === undefined) {
    const here = yield* runHere(sys, only!, variables);
    if (here !== undefined) return here;
  }
  const pids: number[] = [];
  let input: number | undefined;
  for (const [at, command] of pipeline.entries()) {
    const isLast = at === pipeline.length - 1;
    const pipe = isLast ? undefined : yield* sys.pipe();
    const [next, output] = pipe?.type === "done" ? pipe.value : [undefined, undefined];
    const ends = { input, output, unused: next };
    const pid = yield* sys.clone((child) => runChild(child, command, variables, ends));
    for (const fd of [input, output]) if (fd !== undefined) yield* sys.close(fd);
    input = next;
    if (pid.type === "failed") {
      yield* print(sys, 2, "sh: 1: Cannot fork\n");
      return 2;
    }
    pids.push(pid.value);
  }
  return background ? 0 : yield* waitForAll(sys, pids);
}

function* waitForAll(sys: SystemCalls, pids: readonly number[]): Run<number> {
  let status = 0;
  for (const pid of pids) {
    const ended = yield* sys.wait4(pid);
    if (ended.type === "done" && ended.value !== undefined)
      status = ended.value.exitCode ?? 128 + (messages.signals[ended.value.signal!] ?? 0);
  }
  return status;
}

/** What the shell does itself: assignments, and commands that change the shell. */
function* runHere(sys: SystemCalls, command: Command, variables: Variables): Run<number | undefined> {
  const { assignments, words, redirections } = command;
  const args: string[] = [];
  for (const word of words) args.push(...(yield* expand(sys, word, variables)));
  if (args.length === 0) {
    for (const { name, value } of assignments) variables.values.set(name, textOf(value, variables));
    if (redirections.length === 0) return 0;
  }
  const builtin = builtins[args[0] ?? ""];
  return builtin === undefined || redirections.length > 0 ? undefined : yield* builtin(sys, args, variables);
}

interface Ends {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly unused: number | undefined;
}

/** A command in a child: descriptors first, then the program. */
function* runChild(sys: SystemCalls, command: Command, variables: Variables, ends: Ends): Run<number> {
  if (ends.unused !== undefined) yield* sys.close(ends.unused);
  for (const [fd, to] of [
    [ends.input, 0],
    [ends.output, 1],
  ] as const) {
    if (fd === undefined) continue;
    yield* sys.dup2(fd, to);
    yield* sys.close(fd);
  }
  for (const redirection of command.redirections) {
    const failure = yield* redirect(sys, redirection, variables);
    if (failure === undefined) continue;
    yield* print(sys, 2, failure);
    return 2;
  }
  const own: Variables = { ...variables, values: new Map(variables.values) };
  if (command.list !== undefined) return yield* runList(sys, command.list, own, false);
  for (const { name, value } of command.assignments) own.values.set(name, textOf(value, own));
  const args: string[] = [];
  for (const word of command.words) args.push(...(yield* expand(sys, word, own)));
  if (args.length === 0) return 0;
  const builtin = builtins[args[0]!];
  return builtin === undefined ? yield* execute(sys, args, own.values) : yield* builtin(sys, args, own);
}

function* redirect(
  sys: SystemCalls,
  { fd, operator, target }: Redirection,
  variables: Variables,
): Run<string | undefined> {
  if (operator === "2>&1") {
    yield* sys.dup2(1, 2);
    return undefined;
  }
  const path = textOf(target, variables);
  const flags = {
    "<": ["O_RDONLY"],
    ">": ["O_WRONLY", "O_CREAT", "O_TRUNC"],
    ">>": ["O_WRONLY", "O_CREAT", "O_APPEND"],
  } as const;
  const opened = yield* sys.open(path, flags[operator]);
  if (opened.type === "failed")
    return `sh: 1: cannot ${operator === "<" ? "open" : "create"} ${path}: ${messages.errors[opened.error]}\n`;
  yield* sys.dup2(opened.value, fd);
  yield* sys.close(opened.value);
  return undefined;
}

/** Looks for a program along PATH and becomes it. */
export function* execute(sys: SystemCalls, args: readonly string[], values: ReadonlyMap<string, string>): Run<number> {
  const [name] = args as [string];
  const path = values.get("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const candidates = name.includes("/") ? [name] : path.split(":").map((directory) => `${directory}/${name}`);
  let error = "ENOENT";
  for (const candidate of candidates) {
    const answer = yield* sys.execve(candidate, args, Object.fromEntries(values));
    if (answer.type === "failed" && answer.error !== "ENOENT" && answer.error !== "ENOTDIR") error = answer.error;
  }
  const isMissing = error === "ENOENT";
  const reason = isMissing ? "not found" : messages.errors[error];
  yield* print(sys, 2, `sh: 1: ${name}: ${reason}\n`);
  return isMissing ? 127 : 126;
}
