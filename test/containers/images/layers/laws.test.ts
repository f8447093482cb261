import test from "ava";
import fc from "fast-check";
import { MemoryFileSystem, OverlayFileSystem } from "../../../../lib/containers/files";
import {
  applyLayer,
  diffTrees,
  digestOf,
  layerToUpper,
  listTree,
  packLayer,
  readTar,
  treeDifference,
  unpackLayer,
  upperToLayer,
  writeTar,
} from "../../../../lib/containers/images";
import { change, copyOf, operations, treeOf } from "../trees";

const runs = { seed: 5, numRuns: 150 };

test("a tree goes through tar and comes back the same", (t) => {
  fc.assert(
    fc.property(operations, (program) => {
      const tree = treeOf(program);
      const back = new MemoryFileSystem();
      applyLayer(back, readTar(writeTar(listTree(tree))));
      t.is(treeDifference(tree, back), undefined);
    }),
    runs,
  );
});

test("what changed, applied to what was, gives what is", (t) => {
  fc.assert(
    fc.property(operations, operations, (first, then) => {
      const before = treeOf(first);
      const after = copyOf(before);
      change(after, then);
      const layer = unpackLayer(packLayer(diffTrees(before, after)).blob);
      applyLayer(before, layer);
      t.is(treeDifference(before, after), undefined);
    }),
    runs,
  );
});

test("a tree that did not change gives an empty layer", (t) => {
  fc.assert(
    fc.property(operations, (program) => t.deepEqual(diffTrees(treeOf(program), treeOf(program)), [])),
    runs,
  );
});

test("a layer becomes an upper directory and comes back the same", (t) => {
  fc.assert(
    fc.property(operations, operations, (first, then) => {
      const before = treeOf(first);
      const after = copyOf(before);
      change(after, then);
      const layer = diffTrees(before, after);
      const upper = new MemoryFileSystem();
      layerToUpper(layer, upper, before);
      t.deepEqual(
        writeTar(upperToLayer(upper).filter(({ path }) => path !== "")),
        writeTar(layer.filter(({ path }) => path !== "")),
      );
    }),
    runs,
  );
});

test("a digest depends on the content alone, not on the order in which files came", (t) => {
  fc.assert(
    fc.property(operations, fc.integer(), (program, seed) => {
      const entries = listTree(treeOf(program));
      const shuffled = [...entries].sort((a, b) =>
        digestOf(a.path + String(seed)).localeCompare(digestOf(b.path + String(seed)), "en"),
      );
      t.deepEqual(packLayer(shuffled), packLayer(entries));
    }),
    runs,
  );
});

test("a layer as an upper directory, laid over what was, gives what is", (t) => {
  fc.assert(
    fc.property(operations, operations, (first, then) => {
      const before = treeOf(first);
      const after = copyOf(before);
      change(after, then);
      const upper = new MemoryFileSystem();
      layerToUpper(unpackLayer(packLayer(diffTrees(before, after)).blob), upper, before);
      t.is(treeDifference(new OverlayFileSystem({ lower: [upper, before] }), after), undefined);
    }),
    runs,
  );
});

test("what a container writes, kept as a layer and applied, gives what the container saw", (t) => {
  fc.assert(
    fc.property(operations, operations, (first, then) => {
      // In an overlay, names of one file in a lower layer part: Linux keeps them together with "index" alone.
      const before = treeOf(first.filter(({ kind }) => kind !== "link"));
      const upper = new MemoryFileSystem();
      const merged = new OverlayFileSystem({ lower: [before], upper });
      change(merged, then);
      const image = copyOf(before);
      applyLayer(image, unpackLayer(packLayer(upperToLayer(upper)).blob));
      t.is(treeDifference(merged, image), undefined);
    }),
    runs,
  );
});
