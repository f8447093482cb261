import test from "ava";
import * as cloud from "../../lib/cloud";
import * as figures from "../../lib/figures";

test("the cells of the heat map are those of the hall, and racks are outlined where they stand", (t) => {
  const map = cloud.heatMap({ ...cloud.goodHall, cellMeters: 0.4 });
  const figure = figures.heatMapFigure([{ name: "all well", map }], "scenario");
  t.deepEqual(
    figure.data[0]!["z"],
    map.celsius.map((level) => level.map((one) => Math.round(10 * one) / 10)),
  );
  t.is((figure.data[1]!["x"] as unknown[]).length, 5 * map.rows.length);
  t.is(figure.frames, undefined, "one map needs no slider");
});

test("inlets are drawn from the floor up, one line a map", (t) => {
  const map = cloud.heatMap(cloud.goodHall);
  const figure = figures.inletFigure([{ name: "all well", map }], { row: 1, spans: [] });
  t.deepEqual(figure.data[0]!["y"], map.rows[1]!.heightMeters);
});

test("the bars of a watt's uses stack to all of it", (t) => {
  const balances = [cloud.chainOf2007, cloud.chainOfToday].map((chain) => cloud.powerBalance(chain, 0.5));
  const figure = figures.powerUseFigure(balances);
  for (const at of [0, 1]) {
    const sum = figure.data.reduce((total, { y }) => total + (y as number[])[at]!, 0);
    t.true(Math.abs(sum - 100) < 0.5);
  }
});

test("the distance's bars stack to all problems", (t) => {
  const row = (policy: string, problemsByExtraHosts: number[]) => ({
    policy,
    problemsByExtraHosts,
    ratio: 1,
    worst: 1,
  });
  const figure = figures.distanceFigure([row("one", [8, 2]), row("other", [5, 4, 1])]);
  t.deepEqual(
    figure.data.map(({ y }) => y),
    [
      [80, 50],
      [20, 40],
      [0, 10],
    ],
  );
});

test("when cooling stops and nothing gets hot, the figure says so", (t) => {
  const map = cloud.heatMap(cloud.goodHall);
  t.regex(figures.heatUpFigure([map], 90).sentence, /no inlet passes 90 °C/);
});
