import test from "ava";
import * as cloud from "../../lib/cloud";
import * as figures from "../../lib/figures";
import * as sim from "../../lib/sim";

const week = cloud.demandTrace(cloud.demandShapes.flashCrowd, { random: sim.seeded(1) });
/** Area under a line of stairs, in requests. */
const areaOf = (trace: figures.Trace) => {
  const [x, y] = [trace["x"] as number[], trace["y"] as number[]];
  return x.slice(1).reduce((sum, end, at) => sum + 3600 * (end - x[at]!) * y[at]!, 0);
};

test("the areas under demand and capacity are those of the run", (t) => {
  const run = cloud.provision(week, cloud.reactivePolicy());
  const [served, capacity, wanted] = figures.provisioningFigure(run).data.map(areaOf);
  t.true(Math.abs(served! / run.servedRequests - 1) < 1e-3);
  const hours = (capacity! - served!) / 20 / 3600;
  t.true(Math.abs((0.0832 * hours) / run.wastedUsd - 1) < 0.02); // boot and rounding up are wasted, too
  t.true(wanted! - capacity! <= run.lostRequests * 1.001);
  t.true(run.lostRequests > 0);
});

test("a window shows its hours, and no others", (t) => {
  const figure = figures.provisioningFigure(cloud.provision(week, cloud.peakPolicy()), { fromHours: 24, toHours: 30 });
  const x = figure.data[0]!["x"] as number[];
  t.deepEqual([x[0], x.at(-1), x.length], [24, 30, 6 * 12 + 1]);
});

test("every policy is a point at its cost and loss; none lost stands at the bottom", (t) => {
  const totals = cloud.provisioningPolicies.map((policy) => cloud.provisionTotals(week, policy));
  const points = figures.policiesFigure(totals).data;
  t.deepEqual(
    points.map(({ x }) => (x as number[])[0]),
    totals.map(({ costUsd }) => Math.round(costUsd)),
  );
  t.is((points[0]!["y"] as number[])[0], 0.001);
});

test("the platform's areas stack to all instances, and its line integrates to all response times", async (t) => {
  const code: cloud.Code = () => (_event, context) => context.sleep(1);
  const requests = [0, 0.5, 3, 3].map((at) => ({ at, event: at }));
  const run = await cloud.runPlatform(code, requests, { idleSeconds: 6 });
  const [, , all, present] = figures.platformFigure(run).data;
  const seconds = run.instances.at(-1)!.seconds;
  const mean = (trace: figures.Trace) => (trace["y"] as number[]).reduce((sum, y) => sum + y, 0) / 200;
  const responses = run.requests.reduce((sum, { arrivedAt, finishedAt }) => sum + finishedAt - arrivedAt, 0);
  t.true(Math.abs(mean(present!) * seconds - responses) < 0.02);
  const lives = run.instances.reduce((sum, row, index) => {
    const until = run.instances[index + 1]?.seconds ?? row.seconds;
    return sum + (until - row.seconds) * (row.starting + row.busy + row.idle);
  }, 0);
  t.true(Math.abs(mean(all!) * seconds - lives) < 0.02);
});
