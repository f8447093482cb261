/** Tools that read text and write text: cat, head, tail, wc, grep, sort, tee, tr's simplest form left out. */
import type { Program, Request, SystemCalls } from "../../program";
import { complain, options, print, readAll, readBytes } from "../text";

type Run<T> = Generator<Request, T, unknown>;

export const streamTools: Readonly<Record<string, Program>> = {
  *cat(sys, args) {
    const { operands } = options(args);
    let status = 0;
    if (operands.length === 0) yield* print(sys, 1, yield* readBytes(sys, 0));
    for (const path of operands) {
      const fd = yield* sys.open(path);
      const first = fd.type === "done" ? yield* sys.read(fd.value, 1) : fd;
      if (first.type === "failed" || fd.type === "failed") {
        status = yield* complain(sys, "cat", path, first.type === "failed" ? first.error : "EIO");
        continue;
      }
      yield* print(sys, 1, first.value);
      yield* print(sys, 1, yield* readBytes(sys, fd.value));
      yield* sys.close(fd.value);
    }
    return status;
  },
  head: lines("head", (all, count) => all.slice(0, count)),
  tail: lines("tail", (all, count) => all.slice(-count)),
  *sort(sys, args) {
    const { flags, operands } = options(args);
    const text = yield* input(sys, "sort", operands[0]);
    if (text === undefined) return 2;
    const sorted = splitLines(text).sort(flags.has("n") ? (a, b) => Number(a) - Number(b) : undefined);
    const shown = flags.has("r") ? sorted.reverse() : sorted;
    yield* print(sys, 1, (flags.has("u") ? [...new Set(shown)] : shown).map((line) => `${line}\n`).join(""));
    return 0;
  },
  *wc(sys, args) {
    const { flags, operands } = options(args);
    const text = yield* input(sys, "wc", operands[0]);
    if (text === undefined) return 1;
    const counts = {
      l: text.split("\n").length - 1,
      w: text.split(/\s+/).filter(Boolean).length,
      c: Buffer.byteLength(text),
    };
    const shown = (["l", "w", "c"] as const).filter((letter) => flags.size === 0 || flags.has(letter));
    yield* print(sys, 1, `${[...shown.map((letter) => counts[letter]), ...operands.slice(0, 1)].join(" ")}\n`);
    return 0;
  },
  *grep(sys, args) {
    const { flags, operands } = options(args);
    const [pattern = "", ...paths] = operands;
    const expression = new RegExp(
      flags.has("F") ? pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : pattern,
      flags.has("i") ? "i" : "",
    );
    let found = 0;
    for (const path of paths.length === 0 ? [undefined] : paths) {
      const text = yield* input(sys, "grep", path);
      if (text === undefined) return 2;
      const fitting = splitLines(text).filter((line) => expression.test(line) !== flags.has("v"));
      found += fitting.length;
      const prefix = paths.length > 1 ? `${path}:` : "";
      if (flags.has("q")) continue;
      yield* print(
        sys,
        1,
        flags.has("c") ? `${prefix}${fitting.length}\n` : fitting.map((line) => `${prefix}${line}\n`).join(""),
      );
    }
    return found > 0 ? 0 : 1;
  },
  *tee(sys, args) {
    const { flags, operands } = options(args);
    const text = yield* readAll(sys, 0);
    yield* print(sys, 1, text);
    for (const path of operands) {
      const fd = yield* sys.open(path, ["O_WRONLY", "O_CREAT", flags.has("a") ? "O_APPEND" : "O_TRUNC"]);
      if (fd.type === "failed") return yield* complain(sys, "tee", path, fd.error);
      yield* print(sys, fd.value, text);
      yield* sys.close(fd.value);
    }
    return 0;
  },
};

function lines(name: string, choose: (all: readonly string[], count: number) => readonly string[]): Program {
  return function* (sys, args) {
    const at = args.findIndex((arg) => /^-n?\d*$/.test(arg) && arg !== "-");
    const attached = /^-n?(\d+)$/.exec(args[at] ?? "")?.[1];
    const count = Number(attached ?? (at > 0 ? args[at + 1] : 10));
    const path = args.slice(1).find((_, place) => place + 1 !== at && !(attached === undefined && place === at));
    const text = yield* input(sys, name, at > 0 ? path : args[1]);
    if (text === undefined) return 1;
    yield* print(
      sys,
      1,
      choose(splitLines(text), count)
        .map((line) => `${line}\n`)
        .join(""),
    );
    return 0;
  };
}

function splitLines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** A file's text, or that of standard input; complains and gives nothing if there is none. */
function* input(sys: SystemCalls, name: string, path: string | undefined): Run<string | undefined> {
  if (path === undefined || path === "-") return yield* readAll(sys, 0);
  const fd = yield* sys.open(path);
  if (fd.type === "failed") {
    yield* complain(sys, name, path, fd.error);
    return undefined;
  }
  const text = yield* readAll(sys, fd.value);
  yield* sys.close(fd.value);
  return text;
}
