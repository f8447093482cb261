import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";
import { airflowOf } from "../../../lib/cloud/hall/airflow";
import { BandedMatrix } from "../../../lib/cloud/hall/banded";
import { cellAt, gridOf } from "../../../lib/cloud/hall/grid";

/** Any hall, from sensible to absurd; few cells, so that many fit into a test. */
const row = fc.record({
  kilowattsPerRack: fc.double({ min: 0.01, max: 60, noNaN: true }),
  fanShare: fc.double({ min: 0.05, max: 2, noNaN: true }),
  openMeters: fc.constantFrom<cloud.RackRow["openMeters"][number][][]>(
    [],
    [[0.4, 0.8]],
    [
      [0, 0.4],
      [1.6, 2],
    ],
    [[1, 2]],
  ),
});
const halls: fc.Arbitrary<cloud.HallOptions> = fc.record({
  rows: fc.constantFrom(2, 4, 6).chain((length) => fc.array(row, { minLength: length, maxLength: length })),
  racksPerRow: fc.integer({ min: 1, max: 40 }),
  serverRiseKelvin: fc.double({ min: 1, max: 40, noNaN: true }),
  supplyShare: fc.double({ min: 0.01, max: 3, noNaN: true }),
  supplyCelsius: fc.double({ min: 5, max: 30, noNaN: true }),
  containment: fc.constantFrom("none", "coldAisle", "hotAisle"),
  leakShare: fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
  ceilingMeters: fc.double({ min: 2.6, max: 6, noNaN: true }),
  cellMeters: fc.constantFrom(0.2, 0.4),
  mixing: fc.double({ min: 1e-4, max: 1, noNaN: true }),
  rackJoulesPerKelvin: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
const seed = 31;

test("energy: what servers give off leaves with the return, to a millionth, in 300 random halls", (t) => {
  fc.assert(
    fc.property(halls, (hall) => {
      const { serverWatts, removedWatts } = cloud.heatMap(hall);
      return Math.abs(removedWatts / serverWatts - 1) < 1e-6;
    }),
    { seed, numRuns: 300 },
  );
  t.pass();
});

test("air: what flows into a cell flows out of it, in 100 random halls", (t) => {
  fc.assert(
    fc.property(halls, (hall) => {
      const grid = gridOf(hall);
      const flow = airflowOf(grid);
      const most = Math.max(...grid.supplyBelow, ...grid.racks.map(({ flowPerLevel }) => flowPerLevel));
      for (let column = 0; column < grid.width; column++) {
        for (let level = 0; level < grid.height; level++) {
          const cell = cellAt(grid, column, level);
          const right = column + 1 < grid.width ? flow.right[cell + grid.height]! : 0;
          const up = level + 1 < grid.height ? flow.up[cell + 1]! : grid.returnAbove[column]!;
          const floor = level === 0 ? grid.supplyBelow[column]! : 0;
          const net = flow.right[cell]! + flow.up[cell]! + floor - right - up;
          if (Math.abs(net) > 1e-7 * most) return false;
        }
      }
      return true;
    }),
    { seed, numRuns: 100 },
  );
  t.pass();
});

test("no cell is colder than the supply", (t) => {
  fc.assert(
    fc.property(halls, (hall) =>
      cloud
        .heatMap(hall)
        .celsius.flat()
        .every((one) => one >= hall.supplyCelsius - 1e-6),
    ),
    { seed, numRuns: 100 },
  );
  t.pass();
});

test("the return is warmer than the supply by heat over flow, whatever is in between", (t) => {
  fc.assert(
    fc.property(halls, (hall) => {
      const map = cloud.heatMap(hall);
      const flow = map.grid.returnAbove.reduce((sum, one) => sum + one, 0);
      const top = map.celsius[map.grid.height - 1]!;
      const mean = map.grid.returnAbove.reduce((sum, one, column) => sum + one * top[column]!, 0) / flow;
      const expected = hall.supplyCelsius + map.serverWatts / (1.2 * 1005 * flow);
      return Math.abs(mean - expected) < 1e-6 * expected;
    }),
    { seed, numRuns: 100 },
  );
  t.pass();
});

test("steps of any length are stable, and store what comes in less what goes out", (t) => {
  const steps = fc.constantFrom(0.01, 1, 60, 3600, 1e6);
  fc.assert(
    fc.property(halls, fc.constantFrom(0, 0.5, 1), steps, (hall, supply, stepSeconds) => {
      const from = cloud.heatMap(hall);
      const after = { ...hall, supplyShare: supply * hall.supplyShare };
      let before = from.storedJoules;
      for (const map of cloud.heatUp(after, { from, seconds: 4 * stepSeconds, stepSeconds })) {
        const stored = map.storedJoules - before;
        const due = (map.serverWatts - map.removedWatts) * stepSeconds;
        const scale = Math.abs(map.storedJoules) + map.serverWatts * stepSeconds;
        if (!(Math.abs(stored - due) < 1e-9 * scale)) return false;
        before = map.storedJoules;
      }
      return true;
    }),
    { seed, numRuns: 60 },
  );
  t.pass();
});

test("a steady state stays", (t) => {
  const from = cloud.heatMap(cloud.goodHall);
  const [later] = cloud.heatUp(cloud.goodHall, { from, seconds: 600, stepSeconds: 600 });
  const moved = later!.celsius.flatMap((level, z) => level.map((one, x) => Math.abs(one - from.celsius[z]![x]!)));
  t.true(Math.max(...moved) < 1e-6);
});

test("what is wrong in a scenario shows in its temperatures", (t) => {
  const maps = new Map(cloud.hallScenarios.map(({ name, hall }) => [name, cloud.heatMap(hall)]));
  const warmest = (name: string, row = 1) => maps.get(name)!.rows[row]!.maxInletCelsius;
  const outlet = (name: string) => maps.get(name)!.rows[1]!.outletCelsius;
  t.true(warmest("all well") < 22.3);
  t.true(warmest("one of four coolers fails") > warmest("all well") + 5, "air comes back over the racks");
  t.true(warmest("panels are missing in row 1") > warmest("all well") + 2, "air comes back through the gaps");
  t.true(
    outlet("two of three fans of row 1 fail") > outlet("all well") + 20,
    "a third of the air, three times the rise",
  );
  t.true(warmest("closed cold aisles") < cloud.goodHall.supplyCelsius + 0.1);
  t.true(warmest("all well") > warmest("closed cold aisles") + 1);
});

test("a finer grid moves the mean inlet by less than a kelvin", (t) => {
  const mean = (cellMeters: number) => cloud.heatMap({ ...cloud.goodHall, cellMeters }).rows[1]!.meanInletCelsius;
  t.true(Math.abs(mean(0.1) - mean(0.2)) < 1);
});

test("without cooling the hall warms from step to step", (t) => {
  const from = cloud.heatMap(cloud.goodHall);
  const maps = cloud.heatUp({ ...cloud.goodHall, supplyShare: 0 }, { from, seconds: 300, stepSeconds: 30 });
  const inlets = maps.map(({ rows }) => rows[0]!.meanInletCelsius);
  for (const [at, one] of inlets.entries()) if (at > 0) t.true(one > inlets[at - 1]!);
});

test("refuses halls that cannot be", (t) => {
  const refuses = (change: Partial<cloud.HallOptions>, message: string | RegExp) =>
    t.throws(() => cloud.heatMap({ ...cloud.goodHall, ...change }), { message });
  refuses({ rows: [cloud.goodRow] }, "Expected rows to be an even number of rows above 0, got 1.");
  refuses({ supplyShare: 0 }, "Expected supplyShare to be above 0 for a steady state, got 0.");
  refuses({ supplyShare: -1 }, /supplyShare to be from 0 to 10, got -1/);
  refuses({ cellMeters: 0.01 }, "Expected cellMeters to be from 0.05 to 0.4, got 0.01.");
  refuses({ ceilingMeters: 2 }, /ceilingMeters to be from 2.2 to 20, got 2/);
  const withRow = (change: Partial<cloud.RackRow>) => ({ rows: [cloud.goodRow, { ...cloud.goodRow, ...change }] });
  refuses(withRow({ fanShare: 0 }), "Expected fanShare to be above 0 and at most 2, got 0.");
  refuses(withRow({ openMeters: [[1.5, 2.5]] }), "Expected openMeters to rise from 0 to 2 m, got [1.5,2.5].");
  refuses(withRow({ openMeters: [[0, 2]] }), /openMeters to leave room for servers/);
  const from = cloud.heatMap(cloud.goodHall);
  t.throws(() => cloud.heatUp({ ...cloud.goodHall, cellMeters: 0.4 }, { from, seconds: 1, stepSeconds: 1 }), {
    message: /from to have/,
  });
  t.throws(() => cloud.heatUp(cloud.goodHall, { from, seconds: 1, stepSeconds: 0 }), {
    message: /stepSeconds to be above 0, got 0/,
  });
});

test("the band solver solves: matrix times result is the right side", (t) => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 4 }),
      fc.array(entry, { minLength: 200, maxLength: 200 }),
      (size, band, entries) => {
        const dense = Array.from({ length: size }, (_, row) =>
          Array.from({ length: size }, (_, column) => {
            if (row === column) return 10;
            return Math.abs(row - column) <= band ? entries[row * size + column]! : 0;
          }),
        );
        const matrix = new BandedMatrix(size, Math.min(band, size - 1));
        for (const [row, numbers] of dense.entries()) {
          for (const [column, one] of numbers.entries()) if (one !== 0) matrix.add(row, column, one);
        }
        const right = Float64Array.from({ length: size }, (_, at) => entries[at]! * 7);
        const x = matrix.solve(right);
        return dense.every(
          (numbers, row) => Math.abs(numbers.reduce((sum, one, at) => sum + one * x[at]!, 0) - right[row]!) < 1e-9,
        );
      },
    ),
    { seed, numRuns: 200 },
  );
  t.pass();
});
