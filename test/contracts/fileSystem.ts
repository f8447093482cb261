/**
 * What every file system must do: the same as a map from paths to contents.
 */
import type { TestFn } from "ava";
import fc from "fast-check";
import { FileCalls, type FileSystem, type Result, valueOf } from "../../lib/containers";

/** How a file system may differ. */
export interface FileSystemExceptions {
  /** Directories of lower layers cannot be renamed: `EXDEV`, after which programs copy. */
  readonly refusesToMoveDirectories?: boolean;
}

/** A path's content; a directory has none. */
type Tree = Map<string, string | undefined>;

type Step =
  | { readonly type: "mkdir" | "rmdir" | "unlink"; readonly path: string }
  | { readonly type: "write"; readonly path: string; readonly content: string }
  | { readonly type: "rename"; readonly path: string; readonly to: string };

const path = fc
  .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
  .map((names) => `/${names.join("/")}`);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom("mkdir" as const, "rmdir" as const, "unlink" as const), path }),
  fc.record({ type: fc.constant("write" as const), path, content: fc.string({ maxLength: 9 }) }),
  fc.record({ type: fc.constant("rename" as const), path, to: path }),
);

/** Declares the tests of the contract for one file system. */
export function fileSystemContract(
  test: TestFn,
  name: string,
  make: () => FileSystem,
  { refusesToMoveDirectories = false }: FileSystemExceptions = {},
): void {
  test(`${name}: any sequence of calls does what it does to a map of paths`, (t) => {
    const holds = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const calls = FileCalls.on(make());
      const tree = treeOf(calls);
      for (const one of steps) {
        const result = perform(calls, one);
        if (refusesToMoveDirectories && result.type === "failed" && result.error === "EXDEV") {
          t.true(one.type === "rename" && tree.has(one.path) && tree.get(one.path) === undefined);
          continue;
        }
        if ((result.type === "done") !== performOn(tree, one)) return false;
      }
      t.deepEqual([...treeOf(calls)].sort(), [...tree].sort());
      return true;
    });
    t.notThrows(() => fc.assert(holds, { numRuns: 300, seed: 1 }));
  });

  test(`${name}: an inode that is not there is ESTALE for every call`, (t) => {
    const files = make();
    const [none, slot] = [9999, { directory: 9999, name: "x" }];
    const file = { type: "file", mode: 0o644, uid: 0, gid: 0 } as const;
    const here = { directory: files.root, name: "y" };
    const results: readonly Result<unknown>[] = [
      files.stat(none),
      files.parent(none),
      files.list(none),
      files.readLink(none),
      files.open(none, { write: false }),
      files.setAttributes(none, { mode: 0 }),
      files.getXattr(none, "user.x"),
      files.setXattr(none, "user.x", new Uint8Array()),
      files.removeXattr(none, "user.x"),
      files.listXattrs(none),
      files.lookup(slot),
      files.create(slot, file),
      files.link(none, here),
      files.unlink(slot),
      files.removeDirectory(slot),
      files.rename(slot, here, "replace"),
    ];
    for (const result of results) t.deepEqual(result, { type: "failed", error: "ESTALE" });
  });

  test(`${name}: what lookup finds is what list shows, and parents lead back`, (t) => {
    const files = make();
    const calls = FileCalls.on(files);
    for (const one of ["/p", "/p/q", "/p/q/r"]) valueOf(calls.mkdir(one), one);
    valueOf(calls.writeFile("/p/f", "x"), "write");
    const p = valueOf(files.lookup({ directory: files.root, name: "p" }), "lookup");
    for (const { name: one, ino, type } of valueOf(files.list(p), "list")) {
      t.deepEqual(files.lookup({ directory: p, name: one }), { type: "done", value: ino });
      t.is(valueOf(files.stat(ino), one).type, type);
      if (type === "directory") t.deepEqual(files.parent(ino), { type: "done", value: p });
    }
    t.deepEqual(files.parent(files.root), { type: "done", value: files.root });
  });
}

function perform(calls: FileCalls, one: Step): Result<unknown> {
  if (one.type === "write") return calls.writeFile(one.path, one.content);
  return one.type === "rename" ? calls.rename(one.path, one.to) : calls[one.type](one.path);
}

/** Does the same to a map, if it can be done. */
function performOn(tree: Tree, one: Step): boolean {
  const isDirectory = (at: string) => tree.has(at) && tree.get(at) === undefined;
  const isFile = (at: string) => tree.get(at) !== undefined;
  const above = (at: string) => at.slice(0, at.lastIndexOf("/")) || "/";
  const isEmpty = (at: string) => ![...tree.keys()].some((other) => other.startsWith(`${at}/`));
  switch (one.type) {
    case "mkdir":
      if (tree.has(one.path) || !isDirectory(above(one.path))) return false;
      tree.set(one.path, undefined);
      return true;
    case "rmdir":
      return isDirectory(one.path) && isEmpty(one.path) && tree.delete(one.path);
    case "unlink":
      return isFile(one.path) && tree.delete(one.path);
    case "write":
      if (isDirectory(one.path) || !isDirectory(above(one.path))) return false;
      tree.set(one.path, one.content);
      return true;
    case "rename": {
      if (!tree.has(one.path) || !isDirectory(above(one.to))) return false;
      if (one.to.startsWith(`${one.path}/`) || one.path.startsWith(`${one.to}/`)) return false;
      if (one.to === one.path) return true;
      if (isFile(one.path) ? isDirectory(one.to) : isFile(one.to) || !isEmpty(one.to)) return false;
      const moved = [...tree].filter(([at]) => at === one.path || at.startsWith(`${one.path}/`));
      for (const [at] of moved) tree.delete(at);
      for (const [at, content] of moved) tree.set(one.to + at.slice(one.path.length), content);
      return true;
    }
  }
}

/** All paths of a file system, by reading it. */
export function treeOf(calls: FileCalls, at = "/", tree: Tree = new Map()): Tree {
  tree.set(at, undefined);
  for (const { name, type } of valueOf(calls.readDirectory(at), at)) {
    const below = at === "/" ? `/${name}` : `${at}/${name}`;
    if (type === "directory") treeOf(calls, below, tree);
    else tree.set(below, type === "file" ? valueOf(calls.readText(below), below) : type);
  }
  return tree;
}
