/** Random trees, made by random operations, as a fast-check arbitrary. */
import fc from "fast-check";
import type { FileSystem, NewFile } from "../../../lib/containers";
import { MemoryFileSystem } from "../../../lib/containers/files/memoryFileSystem";
import { applyLayer, listTree } from "../../../lib/containers/images";
import { readTree } from "../../../lib/containers/images/layers/tree";

const name = fc.constantFrom("a", "b", "c", "d-e", "é", `long-${"x".repeat(110)}`);
const file: fc.Arbitrary<NewFile> = fc
  .record({
    type: fc.constantFrom("file", "file", "directory", "directory", "symlink", "fifo", "character" as const),
    mode: fc.constantFrom(0o644, 0o755, 0o4711, 0o1777, 0),
    uid: fc.constantFrom(0, 1000, 3_000_000),
    gid: fc.constantFrom(0, 50),
    target: fc.constantFrom("a", "../../etc/passwd", "/", `far/${"y".repeat(120)}`),
  })
  .map(({ target, ...one }) => ({
    ...one,
    ...(one.type === "symlink" && { target }),
    ...(one.type === "character" && { device: { major: 1, minor: 3 } }),
  }));

/** One step; the numbers choose among what there is. */
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("create" as const), at: fc.nat(), name, file }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      at: fc.nat(),
      bytes: fc.uint8Array({ maxLength: 600 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link" as const), at: fc.nat(), to: fc.nat(), name }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("chmod" as const), at: fc.nat(), mode: fc.constantFrom(0o600, 0o755) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("attribute" as const),
      at: fc.nat(),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
    }),
  },
);
export type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Programs of a few steps. */
export const operations = fc.array(operation, { maxLength: 25 });

/** Runs a program on a tree; what cannot be done is skipped. */
export function change(files: FileSystem, program: readonly Operation[]): void {
  for (const step of program) {
    const nodes = [...readTree(files).values()];
    const chosen = nodes[step.at % nodes.length]!;
    const directories = nodes.filter(({ entry }) => entry.type === "directory");
    const slotOf = (path: string) => {
      const [above, last] = [path.split("/").slice(0, -1).join("/"), path.split("/").at(-1)!];
      return { directory: readTree(files).get(above)!.ino, name: last };
    };
    if (step.kind === "create")
      files.create({ directory: directories[step.at % directories.length]!.ino, name: step.name }, step.file);
    if (step.kind === "chmod" && chosen.entry.type !== "symlink") files.setAttributes(chosen.ino, { mode: step.mode });
    if (step.kind === "attribute" && ["file", "directory"].includes(chosen.entry.type))
      files.setXattr(chosen.ino, "user.note", step.bytes);
    if (step.kind === "link")
      files.link(chosen.ino, { directory: directories[step.to % directories.length]!.ino, name: step.name });
    if (step.kind === "write" && chosen.entry.type === "file") {
      const opened = files.open(chosen.ino, { write: true });
      if (opened.type === "done") {
        opened.value.truncate(0);
        opened.value.write(0, step.bytes);
      }
    }
    if (step.kind === "remove" && chosen.entry.path !== "") {
      const below = nodes.filter(({ entry }) => entry.path.startsWith(`${chosen.entry.path}/`)).reverse();
      for (const { entry } of [...below, chosen]) {
        if (entry.type === "directory") files.removeDirectory(slotOf(entry.path));
        else files.unlink(slotOf(entry.path));
      }
    }
  }
}

export function treeOf(program: readonly Operation[]): MemoryFileSystem {
  const files = new MemoryFileSystem();
  change(files, program);
  return files;
}

export function copyOf(files: FileSystem): MemoryFileSystem {
  const copy = new MemoryFileSystem();
  applyLayer(copy, listTree(files));
  return copy;
}
