import test from "ava";
import { FileCalls, MemoryFileSystem, OverlayFileSystem, valueOf } from "../../../lib/containers";
import { fileSystemContract } from "../../contracts/fileSystem";

fileSystemContract(test, "memory", () => new MemoryFileSystem());
fileSystemContract(
  test,
  "overlay without lower layers",
  () => new OverlayFileSystem({ lower: [], upper: new MemoryFileSystem() }),
);
fileSystemContract(test, "overlay on two layers", () => overlay("off"), { refusesToMoveDirectories: true });
fileSystemContract(test, "overlay with redirects", () => overlay("on"));
fileSystemContract(
  test,
  "overlay on an overlay",
  () => new OverlayFileSystem({ lower: [overlay("off")], upper: new MemoryFileSystem() }),
  { refusesToMoveDirectories: true },
);

function overlay(redirectDir: "on" | "off"): OverlayFileSystem {
  const [top, base] = [
    layer(["/a", "/a/b"], { "/a/c": "top", "/a/b/a": "top" }),
    layer(["/a", "/b", "/b/a"], { "/a/c": "base", "/a/a": "base", "/b/a/b": "base", "/c": "base" }),
  ];
  return new OverlayFileSystem({ lower: [top, base], upper: new MemoryFileSystem(), redirectDir });
}

function layer(directories: readonly string[], contents: Readonly<Record<string, string>>): MemoryFileSystem {
  const files = new MemoryFileSystem();
  const calls = FileCalls.on(files);
  for (const path of directories) valueOf(calls.mkdir(path), path);
  for (const [path, content] of Object.entries(contents)) valueOf(calls.writeFile(path, content), path);
  return files;
}
