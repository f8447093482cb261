import test from "ava";
import { checkFairRules, type FairRules } from "../../../lib/containers";

const right: FairRules = {
  pickNext: (ready) => [...ready].sort((a, b) => a.vruntimeMs - b.vruntimeMs || a.id - b.id)[0]!,
  charge: (task, ms) => task.vruntimeMs + (ms * 1024) / task.weight,
  wake: (task, leastMs) => Math.max(task.vruntimeMs, leastMs),
};

test("right rules pass every decision", (t) => {
  const report = checkFairRules(right);
  t.true(report.passed);
  t.true(report.checked > 3000);
});

const wrongs: Readonly<Record<string, Partial<FairRules>>> = {
  pickNext: { pickNext: (ready) => ready[0]! },
  charge: { charge: (task, ms) => task.vruntimeMs + (ms * task.weight) / 1024 },
  wake: { wake: (_, leastMs) => leastMs },
};

for (const [name, wrong] of Object.entries(wrongs))
  test(`a wrong ${name} is found, and told with input, expectation, reason and answer`, (t) => {
    const { passed, text } = checkFairRules({ ...right, ...wrong });
    t.false(passed);
    t.regex(text, new RegExp(`${name} is asked[^]*given[^]*expected[^]*because[^]*came[^]*read`));
  });

test("a sleeper that keeps its old virtual runtime is found, and so is a rule that is not written", (t) => {
  t.regex(checkFairRules({ ...right, wake: (task) => task.vruntimeMs }).text, /wake/);
  const stub = () => {
    throw new Error("not written yet");
  };
  t.regex(checkFairRules({ ...right, charge: stub }).text, /came {6}an error: not written yet/);
});
