import test from "ava";
import fc from "fast-check";
import {
  BlobStore,
  type Image,
  missingLayers,
  parseReference,
  pull,
  push,
  Registry,
  storeImage,
  storeLayer,
  tarEntry,
} from "../../../../lib/containers/images";
import { DomainError } from "../../../../lib/errors";

const platform = { os: "linux", architecture: "amd64" };
/** An image of layers that are told by letters: equal letters, equal layers. */
function imageOfLayers(store: BlobStore, letters: string): Image {
  const layers = Array.from(letters).map((path) =>
    storeLayer(store, [tarEntry({ path, type: "file", content: path.repeat(100) })]),
  );
  return storeImage(store, layers, platform);
}

test("a pull after a pull moves nothing", (t) => {
  const [developer, registry, host] = [new BlobStore(), new Registry(), new BlobStore()];
  push(developer, imageOfLayers(developer, "abc").descriptor, registry, "shop:1");
  const first = pull(registry, "shop:1", host);
  t.deepEqual([first.moved.length, first.present.length], [5, 0]);
  const again = pull(registry, "shop:1", host);
  t.deepEqual([again.moved, again.movedBytes, again.present.length], [[], 0, 5]);
});

test("a pull moves the layers that are missing, and no others", (t) => {
  const [developer, registry, host] = [new BlobStore(), new Registry(), new BlobStore()];
  push(developer, imageOfLayers(developer, "abc").descriptor, registry, "shop:1");
  const next = imageOfLayers(developer, "abd");
  push(developer, next.descriptor, registry, "shop:2");
  pull(registry, "shop:1", host);
  t.deepEqual(missingLayers(next.manifest, host), [next.manifest.layers[2]!]);
  const second = pull(registry, `shop@${next.descriptor.digest}`, host);
  t.deepEqual(
    second.moved.map(({ digest }) => digest),
    [next.manifest.layers[2]!.digest, next.id, next.descriptor.digest],
  );
  t.is(second.movedLayerBytes, next.manifest.layers[2]!.size);
});

test("a layer of another repository is mounted, not sent", (t) => {
  const [developer, registry] = [new BlobStore(), new Registry()];
  push(developer, imageOfLayers(developer, "ab").descriptor, registry, "base:1");
  const shop = imageOfLayers(developer, "abc");
  t.is(push(developer, shop.descriptor, new Registry(), "shop:1").moved.length, 5);
  const sent = push(developer, shop.descriptor, registry, "shop:1", ["nobody", "base"]);
  t.deepEqual([sent.mounted.length, sent.moved.length], [2, 3]);
  t.is(push(developer, shop.descriptor, registry, "shop:2").movedBytes, 0);
});

test("a blob of one repository is not another's", (t) => {
  const [developer, registry] = [new BlobStore(), new Registry()];
  const image = imageOfLayers(developer, "a");
  push(developer, image.descriptor, registry, "base:1");
  t.false(registry.has("shop", image.manifest.layers[0]!.digest));
  t.throws(() => registry.tag("shop", "1", image.descriptor), {
    instanceOf: DomainError,
    message: /repository shop to have all blobs of the manifest/,
  });
  t.throws(() => registry.resolve("shop", image.descriptor.digest), { message: /tag or digest of shop/ });
});

test("garbage collection takes what no tag leads to, and never a blob that one does", (t) => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "e"), minLength: 1, maxLength: 4 });
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("push" as const),
      repository: fc.constantFrom("r", "s"),
      tag: fc.constantFrom("1", "2"),
      letters,
    }),
    fc.record({
      kind: fc.constant("untag" as const),
      repository: fc.constantFrom("r", "s"),
      tag: fc.constantFrom("1", "2"),
    }),
    fc.record({ kind: fc.constant("collect" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [developer, registry] = [new BlobStore(), new Registry()];
      const tagged = new Map<string, Image>();
      for (const one of steps) {
        if (one.kind === "push") {
          const image = imageOfLayers(developer, one.letters);
          push(developer, image.descriptor, registry, `${one.repository}:${one.tag}`, registry.repositories());
          tagged.set(`${one.repository}:${one.tag}`, image);
        } else if (one.kind === "untag") {
          registry.untag(one.repository, one.tag);
          tagged.delete(`${one.repository}:${one.tag}`);
        } else {
          registry.collectGarbage();
          const live = new Set(
            [...tagged.values()].flatMap(({ descriptor, manifest, id }) => [
              descriptor.digest,
              id,
              ...manifest.layers.map(({ digest }) => digest),
            ]),
          );
          t.deepEqual(registry.store.digests(), [...live].sort());
        }
        for (const [name, image] of tagged)
          t.is(pull(registry, name, new BlobStore()).image.digest, image.descriptor.digest);
      }
    }),
    { seed: 7, numRuns: 120 },
  );
});

test("bad names are refused", (t) => {
  t.deepEqual(parseReference("library/python"), { repository: "library/python", reference: "latest" });
  for (const name of ["", "a b", "a:b:c", "a@sha256:12", ":x"])
    t.throws(() => parseReference(name), { message: /repository:tag/ }, name);
  const store = new BlobStore();
  const { descriptor } = imageOfLayers(store, "a");
  t.throws(() => push(store, descriptor, new Registry(), "../up:1"), { message: /lower-case letters/ });
  t.throws(() => pull(new Registry(), "shop:1", store), { message: /tag or digest of shop, got "1"/ });
});
