import test from "ava";
import { sumBy } from "lodash";
import { datasets } from "../../../../lib";
import { lazyStartShare, publishImages, pullInTurn, pullTimes } from "../../../../lib/containers/images";

const rows = datasets.imageLayers();
const names = [...new Set(rows.map(({ image }) => image))];

test("eight published images take 1,389,084,126 bytes whole and 846,718,125 with shared layers", (t) => {
  const pulled = pullInTurn(publishImages(rows), names);
  t.is(sumBy(pulled, "wholeBytes"), 1_389_084_126);
  t.is(pulled.at(-1)!.storedBytes, 846_718_125);
  t.is(sumBy(pulled, "movedBytes"), 846_718_125);
  for (const { image, wholeBytes } of pulled)
    t.is(wholeBytes, rows.find((row) => row.image === image)!.imageTotalBytes);
});

test("a registry keeps as much as a host that pulled all of it, in any order", (t) => {
  const registry = publishImages(rows);
  t.is(pullInTurn(registry, [...names].reverse()).at(-1)!.storedBytes, 846_718_125);
  t.is(registry.store.digests().filter((digest) => registry.store.size(digest) > 10_000).length > 0, true);
});

test("node after python pulls 47,293,086 bytes", (t) => {
  const [, node] = pullInTurn(publishImages(rows), ["python:3.11.1-bullseye", "node:18-bullseye"]);
  t.is(node!.movedBytes, 47_293_086);
  t.deepEqual(
    node!.layers.map(({ moved }) => moved),
    [false, false, false, false, false, true, true, true, true],
  );
});

test("a pull is as long as its slower half, and never shorter than either", (t) => {
  const bytes = [30e6, 10e6, 20e6];
  const times = pullTimes(bytes, { networkBytesPerSecond: 10e6, unpackBytesPerSecond: 20e6 });
  t.deepEqual(
    times.map(({ fetchedSeconds }) => fetchedSeconds),
    [3, 4, 6],
  );
  t.deepEqual(
    times.map(({ unpackedSeconds }) => unpackedSeconds),
    [4.5, 5, 7],
  );
  const slowDisk = pullTimes(bytes, { networkBytesPerSecond: 1e9, unpackBytesPerSecond: 10e6 });
  t.is(slowDisk.at(-1)!.unpackedSeconds.toFixed(6), "6.030000");
  t.throws(() => pullTimes(bytes, { networkBytesPerSecond: 0, unpackBytesPerSecond: 1 }), {
    message: /networkBytesPerSecond.*got 0/,
  });
});

test("fetching only what is read would leave 28.9% of the start, 3.5 times as fast, if time went by bytes", (t) => {
  const share = lazyStartShare({ pull: 0.76, read: 0.064 });
  t.is(share.toFixed(3), "0.289");
  t.is((1 / share).toFixed(1), "3.5");
  t.is(lazyStartShare({ pull: 1, read: 0 }), 0);
  t.throws(() => lazyStartShare({ pull: 76, read: 0 }), { message: /pull.*share from 0 to 1, got 76/ });
});
