import test from "ava";
import * as cloud from "../../../lib/cloud";
import * as sim from "../../../lib/sim";

const place =
  (policy: cloud.PlacementPolicy): cloud.PlaceVms =>
  (vms, capacity) => [
    ...policy.place(
      vms.map((size) => [size]),
      vms.map(() => [capacity]),
    ).hostOf,
  ];

test("the check passes policies that are right, and tells how far from the best they are", (t) => {
  const [first, decreasing, best] = [cloud.firstFit, cloud.firstFitDecreasing, cloud.exact()].map((policy) =>
    cloud.checkPlace(place(policy)),
  );
  t.true(first!.passed && decreasing!.passed && best!.passed);
  t.is(best!.overOptimal, 1);
  t.true(first!.overOptimal! > decreasing!.overOptimal! && decreasing!.overOptimal! > 1);
  t.regex(first!.text, /yours 6\.\d%|yours \d+\.\d%, first fit/);
});

const fails = test.macro((t, wrong: cloud.PlaceVms, message: RegExp) => {
  const report = cloud.checkPlace(wrong);
  t.false(report.passed);
  t.regex(report.text, message);
  for (const part of ["Problem", "expected", "because", "came", "possible", "read"]) t.true(report.text.includes(part));
});
test(
  "a stub that throws is told",
  fails,
  () => {
    throw new Error("place is still to be written");
  },
  /came +an error: place is still to be written/,
);
test("a host that is too full is told", fails, (vms) => vms.map(() => 0), /host 0 holds more than 100/);
test("a VM without host is told", fails, (vms) => vms.slice(1).map((_, at) => at), /a list of \d+ hosts/);
test("a host that is no number is told", fails, (vms) => vms.map((_, at) => at - 1), /VM 0 has no host/);
test(
  "a server each is told to be too many",
  fails,
  (vms) => vms.map((_, at) => at),
  /first fit never uses more than 1.7 times/,
);

test("distance: the exact search is at 1, and counts add up to the problems", (t) => {
  const rows = cloud.distanceFromOptimal([cloud.exact(), cloud.nextFit, cloud.firstFitDecreasing], {
    problems: 100,
    vms: 10,
    sizes: [15, 55],
    random: sim.seeded(2),
  });
  t.is(rows[0]!.ratio, 1);
  t.true(rows[1]!.ratio > rows[2]!.ratio);
  for (const row of rows)
    t.is(
      row.problemsByExtraHosts.reduce((sum, one) => sum + one, 0),
      100,
    );
  const bad = (change: object) => () =>
    cloud.distanceFromOptimal([], { problems: 1, vms: 5, sizes: [1, 50], random: sim.seeded(1), ...change });
  t.throws(bad({ vms: 21 }), { message: "Expected vms to be a whole number from 1 to 20, got 21." });
  t.throws(bad({ sizes: [50, 20] }), { message: /sizes to rise/ });
  t.throws(bad({ problems: 0 }), { message: /problems/ });
});
