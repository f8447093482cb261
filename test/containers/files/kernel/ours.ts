/**
 * Runs a sequence on the modelled file systems, and tells what came of it in the words of realFiles.py.
 */
import {
  FileCalls,
  type FileSystem,
  MemoryFileSystem,
  type OpenFile,
  OverlayFileSystem,
  plainUser,
  type Result,
  root,
  type Stat,
  valueOf,
} from "../../../../lib/containers";
import type { Operation, Sequence } from "./sequences";

/** What a sequence gave. */
export interface Outcome {
  /** Of each operation that made a layer. */
  readonly built: readonly (readonly string[])[];
  readonly results: readonly string[];
  /** A line for each path. */
  readonly merged: Readonly<Record<string, string>>;
  /** The upper layer, then the lower ones. */
  readonly layers: readonly Readonly<Record<string, string>>[];
}

/** Runs a sequence on ours. */
export function runOurs({ layers, upper, options, operations }: Sequence): Outcome {
  const lower = layers.map(() => new MemoryFileSystem());
  const built = layers.map((made, at) => run(lower[at]!, made));
  const top = new MemoryFileSystem();
  const whole = layers.length === 0 ? top : overlay(lower, upper ? top : undefined, options);
  const results = run(whole, operations);
  return { built, results, merged: tree(whole), layers: [top, ...lower].map(tree) };
}

function overlay(
  lower: readonly FileSystem[],
  upper: FileSystem | undefined,
  options: Sequence["options"],
): FileSystem {
  return new OverlayFileSystem({
    lower,
    ...(upper !== undefined && { upper }),
    redirectDir: options === ",redirect_dir=on" ? "on" : "off",
    userxattr: options === ",userxattr",
  });
}

function run(fileSystem: FileSystem, operations: readonly Operation[]): string[] {
  const asRoot = FileCalls.on(fileSystem, root);
  const asUser = FileCalls.on(fileSystem, plainUser(1000, 1000, [2000]));
  const held: { file?: OpenFile } = {};
  return operations.map(([who, name, ...args]) => {
    const result = operate(who === 1 ? asUser : asRoot, name, args, held);
    return result.type === "failed" ? result.error : typeof result.value === "string" ? result.value : "ok";
  });
}

function operate(
  calls: FileCalls,
  name: string,
  args: readonly (string | number)[],
  held: { file?: OpenFile },
): Result<unknown> {
  const text = (at: number) => args[at] as string;
  const number = (at: number) => args[at] as number;
  switch (name) {
    case "mkdir":
      return calls.mkdir(text(0), number(1));
    case "rmdir":
      return calls.rmdir(text(0));
    case "unlink":
      return calls.unlink(text(0));
    case "rename":
      return calls.rename(text(0), text(1), (["replace", "noReplace", "exchange"] as const)[number(2)]);
    case "link":
      return calls.link(text(0), text(1));
    case "symlink":
      return calls.symlink(text(0), text(1));
    case "mknod": {
      const device = { major: number(3), minor: number(4) };
      return calls.mknod(text(0), { type: text(1) as Stat["type"], mode: number(2), device });
    }
    case "write": {
      const opened = calls.open(text(0), number(1), number(2));
      if (opened.type === "failed" || text(4) === "" || opened.value.file.stat().type !== "file") return opened;
      if ((number(1) & 3) === 0) return { type: "failed", error: "EBADF" };
      const { file } = opened.value;
      return file.write((number(1) & 0o2000) === 0 ? number(3) : file.stat().size, new TextEncoder().encode(text(4)));
    }
    case "truncate":
      return calls.truncate(text(0), number(1));
    case "chmod":
      return calls.chmod(text(0), number(1));
    case "chown":
    case "lchown": {
      const owners = { ...(number(1) >= 0 && { uid: number(1) }), ...(number(2) >= 0 && { gid: number(2) }) };
      return calls[name](text(0), owners);
    }
    case "setx":
      return calls.setXattr(text(0), text(1), text(2), (["either", "create", "replace"] as const)[number(3)]);
    case "getx":
      return mapped(calls.getXattr(text(0), text(1)), (value) => Buffer.from(value).toString());
    case "removex":
      return calls.removeXattr(text(0), text(1));
    case "listx":
      return mapped(calls.listXattrs(text(0)), (names) => names.join(" "));
    case "read": {
      const stat = calls.stat(text(0));
      return stat.type === "done" && stat.value.type === "file" ? calls.readText(text(0)) : stat;
    }
    case "hold": {
      const opened = calls.open(text(0));
      if (opened.type === "done" && opened.value.file.stat().type === "file") held.file = opened.value.file;
      return opened;
    }
    case "readheld":
      return { type: "done", value: held.file && Buffer.from(held.file.read(0, 1 << 16)).toString() };
    case "readlink":
      return calls.readlink(text(0));
    case "stat":
    case "lstat":
      return mapped(calls[name](text(0)), describe);
    case "list":
      return mapped(calls.readDirectory(text(0)), (entries) => sortedNames(entries).join(" "));
    case "access":
      return { type: "done", value: calls.access(text(0), number(1)).type === "done" ? "yes" : "no" };
    default:
      throw new Error(`There is no operation ${name}.`);
  }
}

function tree(fileSystem: FileSystem): Record<string, string> {
  const calls = FileCalls.on(fileSystem);
  const lines: Record<string, string> = {};
  const add = (path: string) => {
    const found = calls.lstat(path);
    if (found.type === "failed") {
      lines[path] = found.error;
      return;
    }
    const stat = found.value;
    let line = describe(stat);
    if (stat.type === "symlink") line += ` -> ${valueOf(calls.readlink(path), path)}`;
    if (stat.type === "file") line += ` ${JSON.stringify(valueOf(calls.readText(path), path))}`;
    const extra = xattrs(fileSystem, stat.ino);
    lines[path] = extra === "" ? line : `${line} ${extra}`;
    if (stat.type !== "directory") return;
    for (const name of sortedNames(valueOf(calls.readDirectory(path), path)))
      add(path === "/" ? `/${name}` : `${path}/${name}`);
  };
  add("/");
  return lines;
}

function xattrs(fileSystem: FileSystem, ino: number): string {
  const names = valueOf(fileSystem.listXattrs(ino), "list");
  return names
    .map((name) => `${name}=${Buffer.from(valueOf(fileSystem.getXattr(ino, name), name)).toString()}`)
    .join(" ");
}

function describe({ type, mode, uid, gid, links, size, device }: Stat): string {
  // Linux makes all whiteouts names of one inode; how many there are says nothing of a file.
  const isWhiteout = type === "character" && device?.major === 0 && device.minor === 0;
  const words = [type, mode.toString(8), uid, gid, isWhiteout ? 1 : links];
  if (type !== "directory") words.push(size);
  if (device !== undefined) words.push(`${device.major}:${device.minor}`);
  return words.join(" ");
}

function sortedNames(entries: readonly { readonly name: string }[]): string[] {
  return entries.map(({ name }) => name).sort();
}

function mapped<T>(result: Result<T>, map: (value: T) => string): Result<unknown> {
  return result.type === "failed" ? result : { type: "done", value: map(result.value) };
}
