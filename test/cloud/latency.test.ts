import test from "ava";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";

test("fuller is slower, and a larger pool is faster at the same utilization", (t) => {
  const rows = cloud.latencyCurve();
  for (const [index, row] of rows.entries()) {
    const fuller = rows[index + 1];
    if (fuller?.servers === row.servers) t.true(fuller.responseSeconds >= row.responseSeconds);
    const larger = rows.find((other) => other.servers > row.servers && other.utilization === row.utilization);
    if (larger !== undefined) t.true(larger.responseSeconds <= row.responseSeconds);
    t.true(row.p95Seconds > row.responseSeconds);
  }
});

test("simulated points lie on the curve", (t) => {
  for (const row of cloud.latencyCurve({ utilizations: [0.5], customers: 200_000 })) {
    t.true(Math.abs(row.simulatedSeconds! / row.responseSeconds - 1) < 0.02);
  }
});

test("refuses a pool that is full", (t) => {
  t.throws(() => cloud.latencyCurve({ utilizations: [1] }), { instanceOf: DomainError, message: /unstable/ });
});
