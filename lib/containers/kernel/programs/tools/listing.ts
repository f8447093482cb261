/** Tools that look at files: ls, stat, find, readlink, du. */
import type { FileStat, Program, Request, SystemCalls } from "../../program";
import { complain, options, print } from "../text";
import { namesIn } from "./files";

const letters = {
  file: "-",
  directory: "d",
  symlink: "l",
  character: "c",
  block: "b",
  fifo: "p",
  socket: "s",
} as const;

export const listingTools: Readonly<Record<string, Program>> = {
  *ls(sys, args) {
    const { flags, operands } = options(args);
    let status = 0;
    for (const path of operands.length === 0 ? ["."] : operands) {
      const stat = yield* flags.has("d") ? sys.lstat(path) : sys.stat(path);
      if (stat.type === "failed") {
        status = yield* complain(sys, "ls", path, stat.error, 2);
        continue;
      }
      const isListed = stat.value.type === "directory" && !flags.has("d");
      const names = isListed
        ? (yield* namesIn(sys, path)).filter((name) => flags.has("a") || !name.startsWith("."))
        : [path];
      for (const name of [...names].sort())
        yield* print(
          sys,
          1,
          flags.has("l") ? yield* long(sys, isListed ? `${path}/${name}` : name, name) : `${name}\n`,
        );
    }
    return status;
  },
  *stat(sys, args) {
    const format = args[1] === "-c" ? args[2] : undefined;
    for (const path of args.slice(format === undefined ? 1 : 3)) {
      const stat = yield* sys.lstat(path);
      if (stat.type === "failed") return yield* complain(sys, "stat", path, stat.error);
      yield* print(sys, 1, `${formatted(format ?? "%n %F %s %a %u %g", path, stat.value)}\n`);
    }
    return 0;
  },
  *readlink(sys, args) {
    const target = yield* sys.readlink(args[1] ?? "");
    if (target.type === "done") yield* print(sys, 1, `${target.value}\n`);
    return target.type === "done" ? 0 : 1;
  },
  *find(sys, args) {
    const start = args[1]?.startsWith("-") ? "." : (args[1] ?? ".");
    const after = (option: string) => (args.includes(option) ? args[args.indexOf(option) + 1] : undefined);
    const [name, type] = [after("-name"), after("-type")];
    const fits = new RegExp(
      `^${(name ?? "*")
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, ".*")
        .replace(/\?/g, ".")}$`,
    );
    const wanted = { f: "file", d: "directory", l: "symlink" }[type ?? ""];
    return yield* search(sys, start, (path, stat) => {
      return fits.test(path.split("/").at(-1)!) && (wanted === undefined || stat.type === wanted);
    });
  },
};

function* search(
  sys: SystemCalls,
  path: string,
  fits: (path: string, stat: FileStat) => boolean,
): Generator<Request, number, unknown> {
  const stat = yield* sys.lstat(path);
  if (stat.type === "failed") return yield* complain(sys, "find", path, stat.error);
  if (fits(path, stat.value)) yield* print(sys, 1, `${path}\n`);
  let status = 0;
  if (stat.value.type === "directory")
    for (const name of [...(yield* namesIn(sys, path))].sort())
      status ||= yield* search(sys, `${path.replace(/\/$/, "")}/${name}`, fits);
  return status;
}

function* long(sys: SystemCalls, path: string, name: string): Generator<Request, string, unknown> {
  const stat = yield* sys.lstat(path);
  if (stat.type === "failed") return `? ${name}\n`;
  const { type, links, uid, gid, size, device } = stat.value;
  const target = type === "symlink" ? yield* sys.readlink(path) : undefined;
  const arrow = target?.type === "done" ? ` -> ${target.value}` : "";
  const shownSize = device === undefined ? String(size) : `${device.major}, ${device.minor}`;
  return `${modeText(stat.value)} ${links} ${uid} ${gid} ${shownSize} ${name}${arrow}\n`;
}

function modeText({ type, mode }: FileStat): string {
  const bits = "rwxrwxrwx".split("").map((letter, at) => ((mode >> (8 - at)) & 1 ? letter : "-"));
  if (mode & 0o4000) bits[2] = bits[2] === "x" ? "s" : "S";
  if (mode & 0o2000) bits[5] = bits[5] === "x" ? "s" : "S";
  if (mode & 0o1000) bits[8] = bits[8] === "x" ? "t" : "T";
  return letters[type] + bits.join("");
}

const names = {
  file: "regular file",
  directory: "directory",
  symlink: "symbolic link",
  character: "character special file",
  block: "block special file",
  fifo: "fifo",
  socket: "socket",
} as const;

function formatted(format: string, path: string, stat: FileStat): string {
  const values: Readonly<Record<string, string | number>> = {
    n: path,
    F: names[stat.type],
    s: stat.size,
    a: stat.mode.toString(8),
    A: modeText(stat),
    u: stat.uid,
    g: stat.gid,
    h: stat.links,
    i: stat.ino,
  };
  return format.replace(/%([a-zA-Z])/g, (all, letter: string) => String(values[letter] ?? all));
}
