import test from "ava";
import { memoryToLimit, quotaTimeline, sharesOfMany, sharesOverTime } from "../../../lib/containers";

test("shares follow the weights from the moment they change, and always add up", (t) => {
  const rows = sharesOverTime({
    groups: [{ name: "a" }, { name: "b", weight: 100 }],
    changes: [
      { atSeconds: 4, group: "a", weight: 300 },
      { atSeconds: 8, group: "a", frozen: true },
    ],
    seconds: 12,
    stepSeconds: 2,
  });
  const of = (group: string) => rows.filter((row) => row.group === group).map(({ share }) => Number(share.toFixed(2)));
  t.deepEqual(of("a"), [0.5, 0.5, 0.75, 0.75, 0, 0]);
  t.deepEqual(of("b"), [0.5, 0.5, 0.25, 0.25, 1, 1]);
  t.throws(() => sharesOverTime({ groups: [], changes: [{ atSeconds: 0, group: "x" }] }), { message: /group.*"x"/ });
});

test("a group gets its share, however many processes it has; without groups it gets more with every process", (t) => {
  const rows = sharesOfMany([1, 2, 4, 9]);
  t.deepEqual(
    rows.map(({ grouped }) => grouped.toFixed(2)),
    ["0.50", "0.50", "0.50", "0.50"],
  );
  t.deepEqual(
    rows.map(({ ungrouped }) => ungrouped.toFixed(2)),
    ["0.50", "0.67", "0.80", "0.90"],
  );
});

test("a limited group uses its quota in every period and no more, alone and beside a neighbour", (t) => {
  const rows = quotaTimeline({ quotaMs: 20, periods: 3 });
  for (const lane of ["alone", "beside a neighbour"] as const)
    for (const period of [0, 1, 2]) {
      const of = rows.filter(
        (row) => row.lane === lane && row.who === "limited" && Math.floor(row.startMs / 100) === period,
      );
      t.is(Math.round(of.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)), 20);
    }
});

test("memory grows to the limit, then the worst is killed and its memory is free", (t) => {
  const steps = memoryToLimit({
    limitMib: 64,
    takers: [
      { name: "database", mib: 30, scoreAdjust: -500 },
      { name: "web", mib: 20 },
      { name: "leaky", mib: 1000, start: 10 },
    ],
    steps: 50,
  });
  const at = steps.findIndex(({ kill }) => kill !== undefined);
  t.deepEqual(
    steps[at - 1]!.mib.reduce((sum, mib) => sum + mib),
    64,
  );
  t.is(steps[at]!.kill!.victim, "web");
  t.is(steps[steps.length - 1]!.mib[0], 30);
});
