import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { MemoryFileSystem } from "../../../../lib/containers/files/memoryFileSystem";
import {
  BlobStore,
  type Descriptor,
  imageOf,
  layersOf,
  listTree,
  mediaTypes,
  readLayout,
  storeImage,
  storeLayer,
  tarEntry,
  unpackImage,
  writeLayout,
} from "../../../../lib/containers/images";
import { DomainError } from "../../../../lib/errors";

const recorded = JSON.parse(readFileSync(join(__dirname, "../recorded/umoci.json"), "utf8"));
const recordedFiles = new Map<string, Uint8Array>(
  Object.entries<string>(recorded.files).map(([path, text]) => [path, new Uint8Array(Buffer.from(text, "base64"))]),
);

test("a layout that umoci made reads as the tree and the digests that umoci told", (t) => {
  const layout = readLayout(recordedFiles);
  const image = imageOf(layout, "made");
  const tree = new MemoryFileSystem();
  unpackImage(layout.store, image, tree);
  const told = recorded.tree.map((line: string) => {
    const [, path, type, mode] = /^\.\/?(\S*) (.*) (\d+) 0:0 \d+$/.exec(line)!;
    return [path, type, mode];
  });
  const names = {
    directory: "directory",
    file: "regular file",
    hardlink: "regular file",
    symlink: "symbolic link",
  } as Record<string, string>;
  t.deepEqual(
    listTree(tree).map(({ path, type, mode }) => [path, names[type], mode.toString(8)]),
    told,
  );
  const withLayer = recorded.stat.history.filter((one: { layer: unknown }) => one.layer);
  t.deepEqual(
    layersOf(image).map(({ descriptor, diffId }) => [descriptor.digest, descriptor.size, diffId]),
    withLayer.map((one: { layer: Descriptor; diff_id: string }) => [one.layer.digest, one.layer.size, one.diff_id]),
  );
  t.deepEqual([image.config.config?.Cmd, image.config.config?.Env], [["/bin/true"], ["A=b"]]);
});

function sample() {
  const store = new BlobStore();
  const layer = storeLayer(store, [tarEntry({ path: "hello", type: "file", content: "hi\n" })]);
  const image = storeImage(store, [layer], { os: "linux", architecture: "amd64" });
  return { store, layer, image, files: new Map(writeLayout(store, new Map([["one", image.descriptor]]))) };
}
const text = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const blobPath = ({ digest }: Descriptor) => `blobs/sha256/${digest.slice(7)}`;

const wrong: [
  title: string,
  change: (files: Map<string, Uint8Array>, made: ReturnType<typeof sample>) => void,
  message: RegExp,
][] = [
  [
    "a changed blob",
    (files, { layer }) => files.get(blobPath(layer.descriptor))!.fill(0, 1, 2),
    /blobs\/sha256\/[0-9a-f]{64} to have the digest of its name, got "sha256:/,
  ],
  [
    "a blob cut off",
    (files, { layer }) => files.set(blobPath(layer.descriptor), new Uint8Array(3)),
    /digest of its name/,
  ],
  [
    "a missing layer",
    (files, { layer }) => files.delete(blobPath(layer.descriptor)),
    /digest to be a blob's of this store, got "sha256:/,
  ],
  ["a missing index", (files) => files.delete("index.json"), /to have a file index\.json/],
  [
    "another version",
    (files) => files.set("oci-layout", text({ imageLayoutVersion: "2.0" })),
    /oci-layout: imageLayoutVersion to be as OCI says/,
  ],
  ["an index that is no JSON", (files) => files.set("index.json", text("{")), /index\.json to be JSON/],
  [
    "an index with a wrong size",
    (files, { image }) =>
      files.set("index.json", text({ schemaVersion: 2, manifests: [{ ...image.descriptor, size: 5 }] })),
    /sha256:[0-9a-f]{64} to have 5 bytes, got \d+/,
  ],
  [
    "an index with a digest that is none",
    (files) =>
      files.set(
        "index.json",
        text({ schemaVersion: 2, manifests: [{ mediaType: "x", digest: "sha256:../../x", size: 1 }] }),
      ),
    /manifests: 0: digest/,
  ],
  [
    "a blob with a name that is no digest",
    (files) => files.set("blobs/sha256/../../evil", text("x")),
    /file name to be "sha256:"/,
  ],
];
for (const [title, change, message] of wrong)
  test(`refused: ${title}`, (t) => {
    const made = sample();
    change(made.files, made);
    t.regex(t.throws(() => readLayout(made.files), { instanceOf: DomainError }).message, message);
  });

test("refused: an image whose manifest lies about a layer, or does not agree with its configuration", (t) => {
  const { store, layer } = sample();
  const lying = { ...layer, descriptor: { ...layer.descriptor, size: 7 } };
  const image = storeImage(store, [lying], { os: "linux", architecture: "amd64" });
  t.throws(() => readLayout(writeLayout(store, new Map([["one", image.descriptor]]))), {
    message: /to have 7 bytes, got/,
  });
  const other = storeImage(store, [{ ...layer, diffId: image.id }], { os: "linux", architecture: "amd64" });
  t.throws(() => unpackImage(store, other, new MemoryFileSystem()), {
    message: /DiffID of layer sha256:.* to be sha256:/,
  });
  const manifest = { ...other.manifest, layers: [] };
  const short = store.add(mediaTypes.manifest, text(manifest));
  t.throws(() => readLayout(writeLayout(store, new Map([["one", short]]))), {
    message: /to name 0 layers, as its manifest does, got 1/,
  });
});

test("an index with several platforms gives the one that is asked for, and contains itself never", (t) => {
  const store = new BlobStore();
  const [amd, arm] = ["amd64", "arm64"].map((architecture) => storeImage(store, [], { os: "linux", architecture }));
  const index = store.add(mediaTypes.index, text({ schemaVersion: 2, manifests: [amd!.descriptor, arm!.descriptor] }));
  const layout = readLayout(writeLayout(store, new Map([["many", index]])));
  t.is(imageOf(layout, "many").id, amd!.id);
  t.is(imageOf(layout, "many", { os: "linux", architecture: "arm64" }).id, arm!.id);
  t.throws(() => imageOf(layout, "many", { os: "windows", architecture: "amd64" }), {
    message: /platform to be one of the index, got "windows\/amd64"/,
  });
  t.throws(() => imageOf(layout, "none"), { message: /one of many, got "none"/ });
});
