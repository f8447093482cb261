import test from "ava";
import { MemoryFileSystem } from "../../../../lib/containers/files/memoryFileSystem";
import {
  applyLayer,
  chainIds,
  diffTrees,
  digestOf,
  layerToUpper,
  listTree,
  type NewTarEntry,
  packLayer,
  tarEntry,
  treeDifference,
  upperToLayer,
} from "../../../../lib/containers/images";

const file = (path: string, content = "", more: Partial<NewTarEntry> = {}) =>
  tarEntry({ path, type: "file", content, ...more });
const directory = (path: string, mode = 0o755) => tarEntry({ path, type: "directory", mode });
const tree = (...layers: ReturnType<typeof file>[][]) => {
  const files = new MemoryFileSystem();
  for (const layer of layers) applyLayer(files, layer);
  return files;
};
const paths = (files: MemoryFileSystem) =>
  listTree(files)
    .map(({ path }) => path)
    .filter((path) => path !== "");

const rules: [title: string, lower: string[], layer: string[], after: string[]][] = [
  ["a whiteout takes a file away", ["a/x", "a/y"], ["a/.wh.x"], ["a", "a/y"]],
  ["a whiteout takes a directory away with all that is in it", ["a/b/c", "d"], [".wh.a"], ["d"]],
  ["a whiteout of what is not there does nothing", ["a"], [".wh.b", "c/.wh.d"], ["a"]],
  ["an opaque mark empties a directory", ["a/x", "a/b/y"], ["a/.wh..wh..opq"], ["a"]],
  ["an opaque mark comes first, wherever it stands", ["a/x"], ["a/new", "a/.wh..wh..opq"], ["a", "a/new"]],
  ["a whiteout hides lower layers only, not its own", ["a/x"], ["a/x", "a/.wh.x"], ["a", "a/x"]],
  ["a file takes a directory's place", ["a/x"], ["a"], ["a"]],
  ["a directory takes a file's place", ["a"], ["a/x"], []],
  ["records of AUFS are no files", ["a"], [".wh..wh.plnk", ".wh..wh.aufs"], ["a"]],
];
for (const [title, lower, layer, after] of rules)
  test(title, (t) => {
    const files = tree(lower.map((path) => file(path, "old")));
    const apply = () =>
      applyLayer(
        files,
        layer.map((path) => file(path, "new")),
      );
    if (after.length === 0) t.throws(apply, { message: /lead through directories/ });
    else {
      apply();
      t.deepEqual(paths(files), after);
    }
  });

test("a directory of a layer keeps what was in it and gives it new permissions", (t) => {
  const files = tree([directory("a"), file("a/x")], [directory("a", 0o700)]);
  t.deepEqual(paths(files), ["a", "a/x"]);
  t.is(listTree(files)[1]!.mode, 0o700);
});

test("a changed file with two names stays one file", (t) => {
  const before = tree([file("a", "1"), tarEntry({ path: "b", type: "hardlink", target: "a" })]);
  const after = tree([file("a", "2"), tarEntry({ path: "b", type: "hardlink", target: "a" })]);
  const layer = diffTrees(before, after);
  t.deepEqual(
    layer.map(({ path, type }) => [path, type]),
    [
      ["", "directory"],
      ["a", "file"],
      ["b", "hardlink"],
    ],
  );
  applyLayer(before, layer);
  t.is(treeDifference(before, after), undefined);
});

test("a file that parted from its other name is in the layer, and so is the other", (t) => {
  const before = tree([file("a", "1"), tarEntry({ path: "b", type: "hardlink", target: "a" })]);
  const after = tree([file("a", "1"), file("b", "1")]);
  const layer = diffTrees(before, after);
  applyLayer(before, layer);
  t.is(treeDifference(before, after), undefined);
});

test("a directory put in place of one of the same name is opaque in an overlay", (t) => {
  const upper = new MemoryFileSystem();
  layerToUpper([directory("a"), file(".wh.a")], upper);
  t.deepEqual(
    listTree(upper).map(({ path, type, xattrs }) => [path, type, [...xattrs.keys()]]),
    [
      ["", "directory", []],
      ["a", "directory", ["trusted.overlay.opaque"]],
    ],
  );
  t.deepEqual(
    upperToLayer(upper).map(({ path }) => path),
    ["", "a", "a/.wh..wh..opq"],
  );
});

test("directories that a layer does not mention are in its upper directory as they are below", (t) => {
  const upper = new MemoryFileSystem();
  layerToUpper([file("a/b/c")], upper, tree([directory("a", 0o700), directory("a/b", 0o711)]));
  t.deepEqual(
    listTree(upper).map(({ path, mode }) => [path, mode]),
    [
      ["", 0o755],
      ["a", 0o700],
      ["a/b", 0o711],
      ["a/b/c", 0o644],
    ],
  );
});

test("what a layer cannot say is refused", (t) => {
  const whiteout = tarEntry({ path: "a", type: "character", device: { major: 0, minor: 0 } });
  t.throws(() => layerToUpper([whiteout], new MemoryFileSystem()), {
    message: /layer's a to be no character device 0\/0/,
  });
  t.throws(
    () =>
      upperToLayer(
        tree(
          [file(".wh.x")].map((one) => ({ ...one, path: "y" })),
          [],
        ),
      ).concat(diffTrees(tree(), named(".wh.x"))),
    { message: /no name with "\.wh\."/ },
  );
  const renamed = tree([{ ...directory("a"), xattrs: new Map([["trusted.overlay.redirect", new Uint8Array([47])]]) }]);
  t.throws(() => upperToLayer(renamed), { message: /no trusted\.overlay\.redirect/ });
});

function named(name: string): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.create({ directory: files.root, name }, { type: "file", mode: 0o644, uid: 0, gid: 0 });
  return files;
}

test("an empty archive has the DiffID that every tool computes for it", (t) => {
  // sha256 of 1024 zeros, as `head -c 1024 /dev/zero | sha256sum` prints it.
  t.is(packLayer([]).diffId, "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
});

test("chain ids follow the recursion of config.md", (t) => {
  const [a, b, c] = ["a", "b", "c"].map((one) => digestOf(one)) as [
    `sha256:${string}`,
    `sha256:${string}`,
    `sha256:${string}`,
  ];
  const ab = digestOf(`${a} ${b}`);
  t.deepEqual(chainIds([a, b, c]), [a, ab, digestOf(`${ab} ${c}`)]);
  t.deepEqual(chainIds([]), []);
});
