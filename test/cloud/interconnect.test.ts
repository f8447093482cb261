import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import { convert } from "../../lib/sim";

const one = { links: 1, gigabitsPerSecond: 100 };

test("100 Gb/s are 12.5 GB a second, and a storage rack of 11 PB takes 880,000 s", (t) => {
  t.is(cloud.payloadRate(one), 12.5e9);
  t.is(cloud.payloadRate(one), convert(100, "Gb/s", "B/s"));
  t.is(cloud.transferSeconds(11e15, one), 880_000);
});

test("of a frame with 1500 B of packet, TCP's payload gets 1460 of 1538 bytes on the wire", (t) => {
  t.is(cloud.payloadShare(1500), 1460 / 1538);
  t.true(cloud.payloadShare(9000) > cloud.payloadShare(1500));
});

test("one flow with a window of 64 KiB over 70 ms gets 7.5 Mb/s, however fast the link", (t) => {
  const rate = cloud.payloadRate({ ...one, rttMs: 70, window: { flows: 1, bytes: 65_536 } });
  t.true(Math.abs(convert(rate, "B/s", "Mb/s") - 7.49) < 0.01);
});

const paths = fc.record({
  links: fc.integer({ min: 1, max: 16 }),
  gigabitsPerSecond: fc.integer({ min: 1, max: 400 }),
  efficiency: fc.integer({ min: 10, max: 100 }).map((percent) => percent / 100),
  rttMs: fc.nat(200),
});
const ship = fc.record({
  transitHours: fc.nat(200),
  loadGigabitsPerSecond: fc.integer({ min: 1, max: 2000 }),
  unloadGigabitsPerSecond: fc.integer({ min: 1, max: 2000 }),
});
const size = fc.integer({ min: 1, max: 1e9 }).map((megabytes) => megabytes * 1e6);

test("more bytes take longer, and n links are n times as fast once the latency is paid", (t) => {
  fc.assert(
    fc.property(paths, size, fc.integer({ min: 2, max: 9 }), (path, bytes, n) => {
      const seconds = cloud.transferSeconds(bytes, path);
      t.true(cloud.transferSeconds(bytes + 1e6, path) > seconds);
      const latency = cloud.transferSeconds(0, path);
      const faster = cloud.transferSeconds(bytes, { ...path, links: n * path.links });
      t.true(Math.abs((n * (faster - latency)) / (seconds - latency) - 1) < 1e-9);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a window only ever slows down", (t) => {
  fc.assert(
    fc.property(paths, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1e9 }), (path, flows, bytes) => {
      t.true(cloud.payloadRate({ ...path, window: { flows, bytes } }) <= cloud.payloadRate(path));
    }),
    { seed: 2, numRuns: 200 },
  );
});

test("at the crossover both ways take equally long; above it shipping wins, below it the links do", (t) => {
  fc.assert(
    fc.property(paths, ship, (path, shipping) => {
      const bytes = cloud.shippingCrossoverBytes(path, shipping);
      if (bytes === undefined) return t.true(wins(1e18, path, shipping) !== "shipping");
      const [linkSeconds, shipSeconds] = [cloud.transferSeconds(bytes, path), cloud.shippingSeconds(bytes, shipping)];
      if (bytes > 0) t.true(Math.abs(linkSeconds - shipSeconds) <= 1e-6 * shipSeconds);
      t.is(wins(2 * bytes + 1e6, path, shipping), "shipping");
      return bytes > 0 ? t.is(wins(bytes / 2, path, shipping), "links") : t.pass();
    }),
    { seed: 3, numRuns: 300 },
  );
});

function wins(bytes: number, path: cloud.Links, shipping: cloud.Shipping): "links" | "shipping" {
  return cloud.transferSeconds(bytes, path) <= cloud.shippingSeconds(bytes, shipping) ? "links" : "shipping";
}

test("a chain is never slower than a star, and one copy takes a transfer in both", (t) => {
  fc.assert(
    fc.property(paths, size, fc.integer({ min: 1, max: 6 }), (path, bytes, copies) => {
      const at = (scheme: cloud.ReplicationScheme) =>
        cloud.replicationSeconds(bytes, { ...path, rttMs: 0 }, { copies, scheme });
      t.true(at("chain") <= at("star") * (1 + 1e-12));
      if (copies === 1) t.is(at("chain"), at("star"));
    }),
    { seed: 4, numRuns: 200 },
  );
});

test("rows are both ways at each size", (t) => {
  const shipping = { transitHours: 48, loadGigabitsPerSecond: 1000, unloadGigabitsPerSecond: 1000 };
  t.deepEqual(cloud.compareTransfers([1e15], one, shipping), [
    { bytes: 1e15, linkSeconds: 80_000, shippingSeconds: 48 * 3600 + 16_000 },
  ]);
});

test("what cannot be sent is refused with its value", (t) => {
  const shipping = { transitHours: 1, loadGigabitsPerSecond: 1, unloadGigabitsPerSecond: 1 };
  const refused: readonly (readonly [() => unknown, unknown])[] = [
    [() => cloud.transferSeconds(-1, one), -1],
    [() => cloud.payloadRate({ ...one, links: 1.5 }), 1.5],
    [() => cloud.payloadRate({ ...one, gigabitsPerSecond: 0 }), 0],
    [() => cloud.payloadRate({ ...one, efficiency: 1.1 }), 1.1],
    [() => cloud.payloadShare(40), 40],
    [() => cloud.shippingSeconds(1, { ...shipping, transitHours: -5 }), -5],
    [() => cloud.shippingSeconds(1, { ...shipping, loadGigabitsPerSecond: 0 }), 0],
    [() => cloud.replicationSeconds(1, one, { copies: 0, scheme: "star" }), 0],
  ];
  for (const [run, value] of refused) t.is(t.throws(run, { instanceOf: DomainError }).value, value);
});
