import test from "ava";
import { checkPidSeenFrom, type PidSeenFrom } from "../../../../lib/containers";

const right: PidSeenFrom = (process, viewer) => {
  const level = viewer.namespaces.length - 1;
  return process.namespaces[level] === viewer.namespaces[level] ? process.pids[level] : undefined;
};

test("the right answer passes", (t) => {
  const report = checkPidSeenFrom(right);
  t.true(report.passed, report.text);
  t.regex(report.text, /Passed: \d{3,} pairs/);
});

const wrong: [what: string, answer: PidSeenFrom][] = [
  ["the outermost number", (process) => process.pids[0]],
  ["the innermost number", (process) => process.pids.at(-1)],
  ["whatever stands at the viewer's level, in whatever namespace", ({ pids }, viewer) => pids[viewer.pids.length - 1]],
  ["nothing", () => undefined],
  [
    "an error",
    () => {
      throw new Error("not written");
    },
  ],
];
for (const [what, answer] of wrong)
  test(`${what} does not pass, and the report says why`, (t) => {
    const report = checkPidSeenFrom(answer);
    t.false(report.passed);
    t.regex(report.text, /Asked:[\s\S]*Expected:[\s\S]*Came:[\s\S]*Law:/);
  });
