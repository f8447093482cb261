import test from "ava";
import { type BillFunction, billedUsage, checkBill } from "../../../lib/cloud";

const right: BillFunction[] = [
  (runs, granularity) => billedUsage(runs, granularity).billedSeconds,
  (runs, { unitSeconds, minimumSeconds }) => {
    let sum = 0;
    for (const run of runs) if (run > 0) sum += Math.ceil(Math.max(run, minimumSeconds) / unitSeconds) * unitSeconds;
    return sum;
  },
];

for (const [at, solution] of right.entries())
  test(`right solution ${at + 1} passes`, (t) => t.true(checkBill(solution).passed));

const up = (value: number, unit: number) => Math.ceil(value / unit) * unit;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const wrong: Record<string, BillFunction> = {
  "no rounding": (runs) => sum(runs),
  "no minimum": (runs, { unitSeconds }) => sum(runs.map((run) => up(run, unitSeconds))),
  "rounds the sum": (runs, { unitSeconds, minimumSeconds }) => up(Math.max(sum(runs), minimumSeconds), unitSeconds),
  "rounds down": (runs, { unitSeconds, minimumSeconds }) =>
    sum(runs.map((run) => Math.floor(Math.max(run, minimumSeconds) / unitSeconds) * unitSeconds)),
  "adds the minimum": (runs, { unitSeconds, minimumSeconds }) =>
    sum(runs.map((run) => up(run, unitSeconds) + minimumSeconds)),
  "bills what never started": (runs, { unitSeconds, minimumSeconds }) =>
    sum(runs.map((run) => up(Math.max(run, minimumSeconds), unitSeconds))),
  "minimum after rounding": (runs, { unitSeconds, minimumSeconds }) =>
    sum(runs.map((run) => (run === 0 ? 0 : Math.max(up(run, unitSeconds), minimumSeconds)))),
  "one unit more": (runs, { unitSeconds, minimumSeconds }) =>
    sum(
      runs.map((run) => (run === 0 ? 0 : (Math.floor(Math.max(run, minimumSeconds) / unitSeconds) + 1) * unitSeconds)),
    ),
  unfinished: () => {
    throw new Error("bill is still to be written");
  },
  "no number": () => "60" as unknown as number,
};

for (const [title, solution] of Object.entries(wrong))
  test(`caught: ${title}`, (t) => {
    const { passed, text } = checkBill(solution);
    t.false(passed);
    for (const word of ["Asked:", "Expected:", "Came:", "Law:", "Read:"]) t.true(text.includes(word));
  });
