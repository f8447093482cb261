import test from "ava";
import * as cloud from "../../../lib/cloud";

const right: cloud.BreakEven = ({ rentUsdPerHour, priceUsd, watts, pue, usdPerKwh, staffUsdPerYear }) => {
  const saved = rentUsdPerHour - (watts / 1000) * pue * usdPerKwh - staffUsdPerYear / 8760;
  return saved > 0 ? priceUsd / saved : Infinity;
};

test("a right answer passes, with every seed", (t) => {
  for (const seed of [1, 2, 3]) t.like(cloud.checkBreakEven(right, { seed }), { passed: true, checked: 105 });
});

const mistakes: readonly (readonly [string, cloud.BreakEven, number, RegExp])[] = [
  [
    "the stub",
    () => {
      throw new Error("still to be written");
    },
    1,
    /came {14}an error: still to be written/,
  ],
  ["nothing", () => undefined as never, 1, /came {14}undefined/],
  ["no power", ({ priceUsd, rentUsdPerHour }) => priceUsd / rentUsdPerHour, 2, /647 W/],
  ["watts for kilowatts", (q) => q.priceUsd / (q.rentUsdPerHour - q.watts * q.usdPerKwh), 2, /expected {10}12354/],
  ["no room", (q) => right({ ...q, pue: 1 }), 3, /PUE 2/],
  ["no staff", (q) => right({ ...q, staffUsdPerYear: 0 }), 4, /5000 USD\/year/],
  ["a negative time", (q) => (right(q) === Infinity ? -1 : right(q)), 5, /never catches up/],
];

for (const [title, breakEven, checked, text] of mistakes) {
  test(`${title}: told at case ${checked}`, (t) => {
    const report = cloud.checkBreakEven(breakEven);
    t.like(report, { passed: false, checked });
    t.regex(report.text, text);
  });
}
