import test from "ava";
import * as cloud from "../../lib/cloud";
import * as sim from "../../lib/sim";

test("arrivals come in order, inside their steps, and as many as the rate says", (t) => {
  const trace = { stepSeconds: 100, requestsPerSecond: Float64Array.of(50, 0, 10) };
  const times = cloud.drawArrivals(trace, sim.seeded(1));
  t.deepEqual(
    [...times].sort((a, b) => a - b),
    times,
  );
  const counts = [0, 100, 200].map((start) => times.filter((time) => time >= start && time < start + 100).length);
  t.is(counts[1], 0);
  t.true(Math.abs(counts[0]! - 5000) < 4 * Math.sqrt(5000));
  t.true(Math.abs(counts[2]! - 1000) < 4 * Math.sqrt(1000));
});
