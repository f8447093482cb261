import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";

const policy = cloud.targetTrackingPolicy();

test("the slower instances boot, the longer demand goes unserved, and the more is lost", (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 60, max: 1500 }), (bootSeconds, more) => {
      const [quick, slow] = [bootSeconds, bootSeconds + more].map((seconds) =>
        cloud.measureJump({ policy, bootSeconds: seconds }),
      );
      t.true(quick!.minutesUntilServed! < slow!.minutesUntilServed!);
      t.true(quick!.lost < slow!.lost);
    }),
    { seed: 2, numRuns: 40 },
  );
});

test("worked by hand: seen after a step, ordered, booted", (t) => {
  const { lost, minutesUntilServed, ceiling } = cloud.measureJump({
    policy: cloud.targetTrackingPolicy({ target: 1 }),
    bootSeconds: 120,
    patienceSeconds: 0,
  });
  t.is(minutesUntilServed, 3);
  t.is(lost, 3 * 60 * 900);
  t.is(ceiling, 1000);
});

test("a ceiling below the demand is never overcome", (t) => {
  const { minutesUntilServed, ceiling, lostShare } = cloud.measureJump({
    policy,
    maxInstances: 25,
    patienceSeconds: 0,
  });
  t.is(minutesUntilServed, undefined);
  t.is(ceiling, 500);
  t.true(lostShare > 0.5 && lostShare < 0.6);
});

test("a jump that was planned for loses nothing", (t) => {
  const { lost, minutesUntilServed } = cloud.measureJump({ policy: cloud.peakPolicy({ headroom: 9 }) });
  t.deepEqual([lost, minutesUntilServed], [0, 0]);
});
