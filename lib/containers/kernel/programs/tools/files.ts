/** Tools that change files: cp, mv, rm, mkdir, rmdir, ln, chmod, chown, touch. */
import type { ErrorName, Result } from "../../../result";
import type { Program, Request, SystemCalls } from "../../program";
import { complain, options, readBytes, writeFile } from "../text";

type Run<T> = Generator<Request, T, unknown>;

/** A tool that does one thing to each operand. */
function each(
  name: string,
  what: (sys: SystemCalls, path: string, flags: ReadonlySet<string>) => Run<Result<unknown>>,
): Program {
  return function* (sys, args) {
    const { flags, operands } = options(args);
    let status = 0;
    for (const path of operands) {
      const answer = yield* what(sys, path, flags);
      if (answer.type === "failed") status = yield* complain(sys, name, path, answer.error);
    }
    return status;
  };
}

export const fileTools: Readonly<Record<string, Program>> = {
  mkdir: each("mkdir", function* (sys, path, flags) {
    if (!flags.has("p")) return yield* sys.mkdir(path);
    return yield* makeAll(sys, path);
  }),
  rmdir: each("rmdir", (sys, path) => sys.rmdir(path)),
  unlink: each("unlink", (sys, path) => sys.unlink(path)),
  touch: each("touch", function* (sys, path) {
    const fd = yield* sys.open(path, ["O_WRONLY", "O_CREAT"]);
    if (fd.type === "failed" && fd.error !== "EISDIR") return fd;
    return fd.type === "done" ? yield* sys.close(fd.value) : { type: "done", value: undefined };
  }),
  rm: each("rm", function* (sys, path, flags) {
    const answer = yield* remove(sys, path, flags.has("r") || flags.has("R"));
    const isForgiven = flags.has("f") && answer.type === "failed" && answer.error === "ENOENT";
    return isForgiven ? { type: "done", value: undefined } : answer;
  }),
  *ln(sys, args) {
    const { flags, operands } = options(args);
    const [target = "", name = "."] = operands;
    const path = yield* into(sys, name, target);
    if (flags.has("f")) yield* sys.unlink(path);
    const made = yield* flags.has("s") ? sys.symlink(target, path) : sys.link(target, path);
    return made.type === "done" ? 0 : yield* complain(sys, "ln", path, made.error);
  },
  *mv(sys, args) {
    const { operands } = options(args);
    const target = operands.at(-1) ?? "";
    for (const from of operands.slice(0, -1)) {
      const to = yield* into(sys, target, from);
      const moved = yield* sys.rename(from, to);
      if (moved.type === "done") continue;
      if (moved.error !== "EXDEV") return yield* complain(sys, "mv", from, moved.error);
      const failure = (yield* copy(sys, from, to, true)) ?? errorOf(yield* remove(sys, from, true));
      if (failure !== undefined) return yield* complain(sys, "mv", from, failure);
    }
    return 0;
  },
  *cp(sys, args) {
    const { flags, operands } = options(args);
    const target = operands.at(-1) ?? "";
    let status = 0;
    for (const from of operands.slice(0, -1)) {
      const to = yield* into(sys, target, from);
      const failure = yield* copy(
        sys,
        from,
        to,
        ["r", "R", "a"].some((flag) => flags.has(flag)),
      );
      if (failure !== undefined) status = yield* complain(sys, "cp", from, failure);
    }
    return status;
  },
  *chmod(sys, args) {
    const [mode = "", ...paths] = args.slice(1);
    for (const path of paths) {
      const bits = yield* newMode(sys, mode, path);
      const changed =
        bits === undefined ? { type: "failed" as const, error: "EINVAL" as const } : yield* sys.chmod(path, bits);
      if (changed.type === "failed") return yield* complain(sys, "chmod", path, changed.error);
    }
    return 0;
  },
  *chown(sys, args) {
    const { flags, operands } = options(args);
    const [owner = "", ...paths] = operands;
    const [uid = "", gid = ""] = owner.split(":");
    if (!/^\d*$/.test(uid) || !/^\d*$/.test(gid)) return yield* complain(sys, "chown", owner, "EINVAL");
    for (const path of paths) {
      const numbers = [uid, gid].map((text) => (text === "" ? -1 : Number(text))) as [number, number];
      const changed = yield* flags.has("h") ? sys.lchown(path, ...numbers) : sys.chown(path, ...numbers);
      if (changed.type === "failed") return yield* complain(sys, "chown", path, changed.error);
    }
    return 0;
  },
};

function errorOf(result: Result<unknown>): ErrorName | undefined {
  return result.type === "failed" ? result.error : undefined;
}

/** The path, or the name of `source` in it if it is a directory. */
function* into(sys: SystemCalls, path: string, source: string): Run<string> {
  const stat = yield* sys.stat(path);
  const isDirectory = stat.type === "done" && stat.value.type === "directory";
  return isDirectory ? `${path.replace(/\/$/, "")}/${source.replace(/\/$/, "").split("/").at(-1)}` : path;
}

function* makeAll(sys: SystemCalls, path: string): Run<Result> {
  const names = path.split("/");
  for (let count = 1; count <= names.length; count++) {
    const part = names.slice(0, count).join("/");
    if (part === "") continue;
    const made = yield* sys.mkdir(part);
    if (made.type === "failed" && made.error !== "EEXIST") return made;
  }
  return { type: "done", value: undefined };
}

function* remove(sys: SystemCalls, path: string, recursive: boolean): Run<Result> {
  const stat = yield* sys.lstat(path);
  if (stat.type === "failed") return stat;
  if (stat.value.type !== "directory") return yield* sys.unlink(path);
  if (!recursive) return { type: "failed", error: "EISDIR" };
  for (const name of yield* namesIn(sys, path)) {
    const gone = yield* remove(sys, `${path}/${name}`, true);
    if (gone.type === "failed") return gone;
  }
  return yield* sys.rmdir(path);
}

function* copy(sys: SystemCalls, from: string, to: string, recursive: boolean): Run<ErrorName | undefined> {
  const stat = yield* recursive ? sys.lstat(from) : sys.stat(from);
  if (stat.type === "failed") return stat.error;
  const { type, mode } = stat.value;
  if (type === "symlink") {
    const target = yield* sys.readlink(from);
    return target.type === "failed" ? target.error : errorOf(yield* sys.symlink(target.value, to));
  }
  if (type === "directory") {
    if (!recursive) return "EISDIR";
    const made = yield* sys.mkdir(to, mode);
    if (made.type === "failed" && made.error !== "EEXIST") return made.error;
    for (const name of yield* namesIn(sys, from)) {
      const failure = yield* copy(sys, `${from}/${name}`, `${to}/${name}`, true);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }
  const source = yield* sys.open(from);
  if (source.type === "failed") return source.error;
  const bytes = yield* readBytes(sys, source.value);
  yield* sys.close(source.value);
  const isNew = (yield* sys.stat(to)).type === "failed";
  const failure = yield* writeFile(sys, to, bytes);
  if (failure === undefined && isNew) yield* sys.chmod(to, mode & 0o7777);
  return failure;
}

/** The names in a directory. */
export function* namesIn(sys: SystemCalls, path: string): Run<readonly string[]> {
  const fd = yield* sys.open(path, ["O_DIRECTORY"]);
  if (fd.type === "failed") return [];
  const entries = yield* sys.getdents64(fd.value);
  yield* sys.close(fd.value);
  return entries.type === "done" ? entries.value.map(({ name }) => name) : [];
}

/** "755", or "u+x", "go-w", "+x". */
function* newMode(sys: SystemCalls, mode: string, path: string): Run<number | undefined> {
  if (/^[0-7]{3,4}$/.test(mode)) return Number.parseInt(mode, 8);
  const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(mode);
  const stat = yield* sys.stat(path);
  if (match === null || stat.type === "failed") return undefined;
  const [, who = "", operator, what = ""] = match;
  const bits = what.split("").reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter as "r" | "w" | "x"], 0);
  const classes = who === "" || who.includes("a") ? "ugo" : who;
  const shifted = classes
    .split("")
    .reduce((sum, one) => sum | (bits << { u: 6, g: 3, o: 0 }[one as "u" | "g" | "o"]), 0);
  const old = stat.value.mode;
  if (operator === "+") return old | shifted;
  const cleared = classes.split("").reduce((sum, one) => sum | (7 << { u: 6, g: 3, o: 0 }[one as "u" | "g" | "o"]), 0);
  return operator === "-" ? old & ~shifted : (old & ~cleared) | shifted;
}
