import test from "ava";
import { type ChoosePayer, checkPayer, type PayingMachine, pagePrice } from "../../../lib/memory";

const least =
  (price: (machine: PayingMachine, tax: number) => number): ChoosePayer =>
  (machines, tax) => {
    const prices = machines.map((machine) => price(machine, tax));
    return prices.indexOf(Math.min(...prices));
  };

test("right solutions pass", (t) => {
  t.true(checkPayer(least((machine, tax) => pagePrice(machine, machine.pages, tax))).passed);
  const byHand = least(
    ({ shares, pages, activePages }, tax) => shares / (activePages + (pages - activePages) / (1 - tax)),
  );
  t.true(checkPayer(byHand).passed);
});

const wrong: Record<string, ChoosePayer> = {
  "by shares": least(({ shares }) => shares),
  "the largest": least(({ pages }) => -pages),
  "the idlest": least(({ pages, activePages }) => activePages / pages),
  "without tax": least(({ shares, pages }) => shares / pages),
  "tax instead of its price": least(
    ({ shares, pages, activePages }, tax) => shares / (activePages + tax * (pages - activePages)),
  ),
  "tax on active pages": least(
    ({ shares, pages, activePages }, tax) => shares / (activePages / (1 - tax) + pages - activePages),
  ),
  "the dearest": least((machine, tax) => -pagePrice(machine, machine.pages, tax)),
  "the first": () => 0,
  nobody: () => -1,
  unfinished: () => {
    throw new Error("still to be written");
  },
};

for (const [title, solution] of Object.entries(wrong))
  test(`caught: ${title}`, (t) => {
    const { passed, text } = checkPayer(solution);
    t.false(passed);
    for (const word of ["Asked:", "Expected:", "Came:", "Law:", "Read:"]) t.true(text.includes(word));
  });
