import test from "ava";
import * as cloud from "../../lib/cloud";
import * as datasets from "../../lib/datasets";
import * as figures from "../../lib/figures";
import { usd } from "../../lib/sim";

const post = cloud.dataCentreOf(datasets.dataCentre2010(), "2010-09");

test("bars of the cost are the rows' shares, and the title names the largest", (t) => {
  const parts = cloud.monthlyCost(post);
  const figure = figures.costBreakdownFigure([{ name: "post", parts }]);
  t.deepEqual(
    figure.data[0]!["y"],
    parts.map(({ share }) => 100 * share),
  );
  t.regex(titleOf(figure), /^Servers cost the most: 57%/);
});

test("the tornado has a line an input, from low to high, and the widest on top", (t) => {
  const rows = cloud.sensitivities(post);
  const figure = figures.sensitivityFigure(rows, 0.2);
  const spans = figure.data
    .slice(0, rows.length)
    .map(({ x, y }) => ({ x: x as number[], height: (y as number[])[0]! }));
  const widths = spans.map(({ x }) => Math.abs(x[1]! - x[0]!));
  t.deepEqual(
    [...widths].sort((a, b) => b - a),
    widths,
  );
  t.true(spans.every(({ height }, index) => index === 0 || height < spans[index - 1]!.height));
});

const plan: cloud.OwnershipPlan = { rentPerHour: usd(3.06), price: usd(37_245.4) };

test("the break-even that is drawn is the model's", (t) => {
  const hours = Array.from({ length: 30 }, (_, index) => index * 1000);
  const figure = figures.ownershipFigure([
    { name: "price", rows: cloud.compareOwnership({ ...plan, lifeYears: 9 }, hours) },
  ]);
  const [days] = figure.data.at(-1)!["x"] as number[];
  t.true(Math.abs(days! - cloud.breakEvenHours(plan)! / 24) < 0.01);
});

test("a break-even that is not reached is not drawn", (t) => {
  const figure = figures.ownershipFigure([{ name: "price", rows: cloud.compareOwnership(plan, [0, 100]) }]);
  t.deepEqual(figure.data.at(-1)!["x"], []);
  t.regex(figure.sentence, /never in this time/);
  t.regex(titleOf(figure), /renting stays cheaper/);
});

test("the line on the surface lies at the model's break-even utilization, within a step of 5 points by a tenth", (t) => {
  const utilizations = Array.from({ length: 20 }, (_, index) => (index + 1) / 20);
  const others = [2, 3, 4, 5];
  const points = cloud.ownershipSurface(plan, "lifeYears", { utilizations, others });
  const figure = figures.breakEvenSurfaceFigure(points, { name: "years of life", title: "life (years)" });
  const line = figure.data[1]!["x"] as number[];
  for (const [row, lifeYears] of others.entries()) {
    const drawn = 0.05 * (line[row]! + 1);
    t.true(Math.abs(drawn - cloud.breakEvenUtilization({ ...plan, lifeYears })!) < 0.005, `${lifeYears}: ${drawn}`);
  }
});

test("a price that rose is told as such", (t) => {
  const row = { commit: "00000000", instanceType: "x1.large", vcpus: 1, memoryGib: 1 };
  const changes = [
    { ...row, date: "2014-01-01", usdPerHour: 1 },
    { ...row, date: "2015-01-01", usdPerHour: 2 },
  ];
  t.is(titleOf(figures.priceHistoryFigure(changes, 2016)), "The price of x1.large rose at least once");
  const fell = figures.priceHistoryFigure(
    [...changes].reverse().map((one, at) => ({ ...one, date: `201${4 + at}-01-01` })),
    2016,
  );
  t.is(titleOf(fell), "No price rose; x1.large's fell by 50%, in 1 step");
});

test("the cheapest reservation is the one of the least row", (t) => {
  const rows = cloud.compareReservations(
    [1, 1, 1, 4],
    cloud.reserve(1, { years: 1, discount: 0.4, upfrontShare: 0 }),
    1,
  );
  const figure = figures.reservationFigure(rows);
  const sums = rows.map((_, index) => figure.data.reduce((sum, { y }) => sum + (y as number[])[index]!, 0));
  t.is(sums.indexOf(Math.min(...sums)), 1);
  t.regex(titleOf(figure), /^Reserving 1 of 4/);
});

test("where links always win, no crossing is drawn", (t) => {
  const path = { links: 8, gigabitsPerSecond: 400 };
  const shipping = { transitHours: 48, loadGigabitsPerSecond: 10, unloadGigabitsPerSecond: 10 };
  const crossoverBytes = cloud.shippingCrossoverBytes(path, shipping);
  const rows = cloud.compareTransfers([1e9, 1e12, 1e15], path, shipping);
  const figure = figures.transferFigure(rows, { links: "links", shipping: "truck", crossoverBytes });
  t.deepEqual(figure.data[2]!["x"], [null, null]);
  t.regex(titleOf(figure), /faster at every size/);
});

function titleOf(figure: figures.Figure): string {
  return (figure.layout["title"] as { text: string }).text.replaceAll("<br>", " ");
}
