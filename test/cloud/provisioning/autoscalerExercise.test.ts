import test from "ava";
import * as cloud from "../../../lib/cloud";

const right: cloud.Autoscaler = ({ arrivedPerSecond, ready, booting }, perInstance) =>
  Math.max(1, Math.ceil(arrivedPerSecond / (0.6 * perInstance)), ready + booting - 1);

test("the rule passes, whatever the seed, and is tried on a crowd", (t) => {
  for (const seed of [1, 2, 3]) {
    const { passed, text } = cloud.checkAutoscaler(right, { seed });
    t.true(passed, text);
    t.regex(text, /cost \$\d+ and lost \d\.\d+%/);
  }
});

const wrong: Record<string, { autoscaler: cloud.Autoscaler; says: RegExp }> = {
  "the stub": {
    autoscaler: () => {
      throw new Error("still to be written");
    },
    says: /got the error "still to be written"/,
  },
  "removes too many at once": {
    autoscaler: ({ arrivedPerSecond }, perInstance) => Math.max(1, arrivedPerSecond / (0.6 * perInstance)),
    says: /at most one may go/,
  },
  "forgets those that boot": {
    autoscaler: (seen, perInstance) => Math.max(1, seen.arrivedPerSecond / (0.6 * perInstance), seen.ready - 1),
    says: /ready and [12] booting at most one may go/,
  },
  "forgets the target": {
    autoscaler: (seen, perInstance) => Math.max(1, seen.arrivedPerSecond / perInstance, seen.ready + seen.booting - 1),
    says: /rounded up/,
  },
  "wants no number": { autoscaler: () => Number.NaN, says: /got NaN/ },
};

for (const [name, { autoscaler, says }] of Object.entries(wrong)) {
  test(`tells the first difference: ${name}`, (t) => {
    const { passed, text } = cloud.checkAutoscaler(autoscaler);
    t.false(passed);
    t.regex(text, /^Asked: .*\nExpected \d+: .*\nBut got /);
    t.regex(text, says);
  });
}
