/** What we write, read by umoci and skopeo; what they write, read by us. */
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { baseImage } from "../../../../lib/containers";
import { MemoryFileSystem } from "../../../../lib/containers/files/memoryFileSystem";
import {
  BlobStore,
  buildImage,
  type Compression,
  containerRoot,
  diffTrees,
  imageOf,
  listTree,
  type StoredLayer,
  storeImage,
  storeLayer,
  treeDifference,
  unpackImage,
  writeLayout,
} from "../../../../lib/containers/images";
import { readLayoutFolder, writeLayoutFolder } from "../../../../lib/realHost";
import { change, copyOf, operations, treeOf } from "../trees";
import { diskTree, hasOciTools, run, temporaryFolder } from "./tools";

/** What umoci tells of a layer. */
interface Told {
  readonly layer: { readonly digest: string; readonly size: number };
  readonly diff_id: string;
}

const platform = { os: "linux", architecture: "amd64" };

/** Three random layers, the later ones with whiteouts, and the tree that they make. */
function randomImage(seed: number, compression: Compression) {
  const [first, second, third] = fc.sample(operations, { seed, numRuns: 3 });
  const store = new BlobStore();
  const trees = [new MemoryFileSystem(), treeOf(first!)];
  for (const program of [second!, third!]) {
    const next = copyOf(trees.at(-1)!);
    change(next, program);
    trees.push(next);
  }
  const layers: StoredLayer[] = trees
    .slice(1)
    .map((tree, at) => storeLayer(store, diffTrees(trees[at]!, tree), compression));
  const config = { Env: ["PATH=/bin"], Cmd: ["/bin/sh"], Labels: { seed: String(seed) } };
  return {
    store,
    image: storeImage(store, layers, { ...platform, config, history: layers.map(() => ({ created_by: "test" })) }),
    tree: trees.at(-1)!,
  };
}

for (const compression of ["gzip", "none"] as const)
  test(`umoci unpacks random images with ${compression} to the trees that they are`, (t) => {
    if (!hasOciTools(t)) return;
    for (let seed = 1; seed <= 8; seed++) {
      const { store, image, tree } = randomImage(seed, compression);
      const folder = temporaryFolder(t);
      writeLayoutFolder(join(folder, "layout"), writeLayout(store, new Map([["random", image.descriptor]])));
      run(folder, "umoci", "unpack", "--image", "layout:random", "bundle");
      t.is(treeDifference(tree, diskTree(join(folder, "bundle/rootfs"))), undefined, `seed ${seed}`);
    }
  });

test("umoci and skopeo tell the same digests and sizes as we do", (t) => {
  if (!hasOciTools(t)) return;
  const { store, image } = randomImage(11, "gzip");
  const folder = temporaryFolder(t);
  writeLayoutFolder(join(folder, "layout"), writeLayout(store, new Map([["random", image.descriptor]])));
  const stat = JSON.parse(run(folder, "umoci", "stat", "--image", "layout:random", "--json"));
  t.deepEqual(
    stat.history.map((one: Told): unknown => [one.layer.digest, one.layer.size, one.diff_id]),
    image.manifest.layers.map(({ digest, size }, at) => [digest, size, image.config.rootfs.diff_ids[at]]),
  );
  const inspected = JSON.parse(run(folder, "skopeo", "inspect", "oci:layout:random"));
  t.is(inspected.Digest, image.descriptor.digest);
  t.deepEqual(
    inspected.Layers,
    image.manifest.layers.map(({ digest }) => digest),
  );
  t.deepEqual([inspected.Labels, inspected.Env], [{ seed: "11" }, ["PATH=/bin"]]);
  const config = JSON.parse(run(folder, "skopeo", "inspect", "--config", "oci:layout:random"));
  t.deepEqual(config.rootfs.diff_ids, image.config.rootfs.diff_ids);
});

test("what skopeo copies is what we wrote, blob by blob", (t) => {
  if (!hasOciTools(t)) return;
  const { store, image } = randomImage(12, "gzip");
  const folder = temporaryFolder(t);
  writeLayoutFolder(join(folder, "layout"), writeLayout(store, new Map([["one", image.descriptor]])));
  run(folder, "skopeo", "--insecure-policy", "copy", "oci:layout:one", "oci:copy:two");
  const copy = readLayoutFolder(join(folder, "copy"));
  t.deepEqual(copy.store.digests(), store.digests());
  t.is(imageOf(copy, "two").id, image.id);
});

const changes = `
  rm -rf a; mkdir -p a new/dir; echo changed > new/dir/file; chmod 600 new/dir/file; chown 12:34 new/dir/file
  ln new/dir/file new/linked; ln -s ../../up new/soft; mkfifo new/pipe; mknod new/null c 1 3; rm -rf b
`;

test("what umoci repacks after changes on the disk, we read as the tree that is on the disk", (t) => {
  if (!hasOciTools(t)) return;
  for (const seed of [21, 22, 23]) {
    const { store, image } = randomImage(seed, "gzip");
    const folder = temporaryFolder(t);
    writeLayoutFolder(join(folder, "layout"), writeLayout(store, new Map([["one", image.descriptor]])));
    run(folder, "umoci", "unpack", "--image", "layout:one", "bundle");
    run(join(folder, "bundle/rootfs"), "sh", "-c", changes);
    run(folder, "umoci", "repack", "--image", "layout:two", "bundle");
    const layout = readLayoutFolder(join(folder, "layout"));
    const repacked = imageOf(layout, "two");
    t.deepEqual(repacked.manifest.layers.slice(0, 3), [...image.manifest.layers]);
    const ours = new MemoryFileSystem();
    unpackImage(layout.store, repacked, ours);
    t.is(treeDifference(ours, diskTree(join(folder, "bundle/rootfs"))), undefined, `seed ${seed}`);
    t.is(JSON.parse(run(folder, "skopeo", "inspect", "oci:layout:two")).Digest, repacked.descriptor.digest);
  }
});

test("an image that umoci made from nothing, with opaque directory and whiteout, we read as umoci unpacks it", (t) => {
  if (!hasOciTools(t)) return;
  const folder = temporaryFolder(t);
  run(folder, "sh", "-c", "mkdir -p one/sub two; echo 1 > one/sub/a; echo 2 > one/b; echo 3 > two/c");
  run(folder, "umoci", "init", "--layout", "layout");
  run(folder, "umoci", "new", "--image", "layout:made");
  run(folder, "umoci", "insert", "--image", "layout:made", "one", "/srv");
  run(folder, "umoci", "insert", "--image", "layout:made", "one", "/opt");
  run(folder, "umoci", "insert", "--image", "layout:made", "--opaque", "two", "/srv");
  run(folder, "umoci", "insert", "--image", "layout:made", "--whiteout", "/opt/b");
  run(folder, "umoci", "config", "--image", "layout:made", "--config.cmd", "/bin/true", "--config.env", "A=b");
  run(folder, "umoci", "unpack", "--image", "layout:made", "bundle");
  const layout = readLayoutFolder(join(folder, "layout"));
  const image = imageOf(layout, "made");
  const ours = new MemoryFileSystem();
  unpackImage(layout.store, image, ours);
  t.is(treeDifference(ours, diskTree(join(folder, "bundle/rootfs"))), undefined);
  t.deepEqual([image.config.config?.Cmd, image.config.config?.Env], [["/bin/true"], ["A=b"]]);
});

test("umoci unpacks an image that was built from a Dockerfile to the tree that its containers see", (t) => {
  if (!hasOciTools(t)) return;
  const store = new BlobStore();
  const images = { base: baseImage(store, "alpine") };
  const dockerfile =
    "FROM base\nRUN apk add nginx && rm -r /usr/share/doc /opt && mkdir /opt\nWORKDIR /srv\nRUN ln -s ../etc/hosts h && chown 33:33 h && chmod 4755 /bin/cat\nCOPY <<A a\nhello\nA\n";
  const image = buildImage({ dockerfile, store, images }).image!;
  const folder = temporaryFolder(t);
  writeLayoutFolder(join(folder, "layout"), writeLayout(store, new Map([["built", image.descriptor]])));
  run(folder, "umoci", "unpack", "--image", "layout:built", "bundle");
  const disk = diskTree(join(folder, "bundle/rootfs"));
  t.is(treeDifference(containerRoot(store, image).merged, disk), undefined);
  t.is(
    listTree(disk).some(({ path }) => path === "srv/h"),
    true,
  );
});
