import test from "ava";
import fc from "fast-check";
import { shareDisk } from "../../../lib/containers";

const disk = { bytesPerSecond: 200e6, reachMs: 0.1 };

test("time of the disk is shared by weight among those who always ask, whatever they ask for", (t) => {
  const user = fc.record({
    weight: fc.integer({ min: 50, max: 1000 }),
    requestBytes: fc.constantFrom(4096, 65_536, 2 ** 20),
  });
  fc.assert(
    fc.property(fc.array(user, { minLength: 1, maxLength: 5 }), (users) => {
      const rows = shareDisk(
        users.map((one, at) => ({ ...one, name: String(at) })),
        disk,
        60,
      );
      const total = users.reduce((sum, { weight }) => sum + weight, 0);
      for (const { share, weight } of rows) t.true(Math.abs(share - weight / total) < 0.005);
    }),
    { seed: 1, numRuns: 30 },
  );
  t.pass();
});

test("the disk is never idle while somebody asks, and who pauses saves nothing up", (t) => {
  const [busy, calm] = shareDisk(
    [
      { name: "busy", weight: 100, requestBytes: 2 ** 20 },
      { name: "calm", weight: 10_000, requestBytes: 4096, pauseMs: 50 },
    ],
    disk,
    60,
  );
  t.true(Math.abs(busy!.share + calm!.share - 1) < 1e-9);
  t.true(calm!.share < 0.01);
});

test("small requests get fewer bytes for the same time", (t) => {
  const rows = shareDisk(
    [4096, 2 ** 20].map((requestBytes) => ({ name: String(requestBytes), weight: 100, requestBytes })),
    disk,
    60,
  );
  t.true(Math.abs(rows[0]!.share - rows[1]!.share) < 0.005);
  t.true(rows[1]!.bytesPerSecond > 5 * rows[0]!.bytesPerSecond);
});

test("weights out of range are refused", (t) => {
  t.throws(() => shareDisk([{ name: "x", weight: 0, requestBytes: 1 }], disk), { message: /weight.*got 0/ });
});
