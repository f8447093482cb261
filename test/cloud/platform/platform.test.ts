import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";
import { DomainError } from "../../../lib/errors";
import * as sim from "../../../lib/sim";

const waits =
  (seconds: number): cloud.Code =>
  () =>
  async (event, context) => {
    await context.sleep(seconds);
    return event;
  };
const at = (...times: number[]) => times.map((time, event) => ({ at: time, event }));
const poisson = (perSecond: number, seconds: number, seed = 1) =>
  at(...cloud.drawArrivals({ stepSeconds: seconds, requestsPerSecond: Float64Array.of(perSecond) }, sim.seeded(seed)));

test("worked by hand: a cold start, a warm one, a second instance, and down to zero", async (t) => {
  const run = await cloud.runPlatform(waits(1), at(0, 2, 2.5), { coldStartSeconds: 0.5, idleSeconds: 10 });
  t.deepEqual(
    run.requests.map(({ startedAt, finishedAt, instance, cold }) => [startedAt, finishedAt, instance, cold]),
    [
      [0.5, 1.5, 1, true],
      [2, 3, 1, false],
      [3, 4, 1, false], // had waited for an instance to start, but the first was free just as soon
    ],
  );
  t.deepEqual(run.instances.at(-1), { seconds: 14, starting: 0, busy: 0, idle: 0, queued: 0 });
  t.is(run.billedGbSeconds, (3 * 128) / 1024);
});

test("worked by hand: what waits is shared by those that start", async (t) => {
  const run = await cloud.runPlatform(waits(1), at(0, 0, 0), { concurrency: 2, coldStartSeconds: 1 });
  t.deepEqual(
    run.requests.map(({ instance, finishedAt }) => [instance, finishedAt]),
    [
      [1, 2],
      [1, 2],
      [2, 2],
    ],
  );
  t.is(run.coldStarts, 2);
});

test("handlers of one instance interleave while they wait, and take turns at its processor", async (t) => {
  const options = { concurrency: 3, coldStartSeconds: 0 };
  const finished = async (code: cloud.Code) =>
    (await cloud.runPlatform(code, at(0, 0, 0), options)).requests.map(({ finishedAt }) => finishedAt);
  t.deepEqual(await finished(waits(1)), [1, 1, 1]);
  t.deepEqual(await finished(() => (_event, context) => context.compute(1)), [1, 2, 3]);
});

test("a read and a write of the store lose updates between them; an update does not", async (t) => {
  const racing: cloud.Code =
    () =>
    async (_event, { store }) => {
      const count = (await store.get<number>("count")) ?? 0;
      await store.set("count", count + 1);
    };
  const careful: cloud.Code =
    () =>
    async (_event, { store }) => {
      await store.update<number>("count", (count = 0) => count + 1);
    };
  const count = async (code: cloud.Code) => (await cloud.runPlatform(code, poisson(50, 10))).store["count"] as number;
  const requests = poisson(50, 10).length;
  t.is(await count(careful), requests);
  t.true((await count(racing)) < requests);
});

test("state in a handler comes apart as soon as there are two instances", async (t) => {
  const counting: cloud.Code = () => {
    let count = 0;
    return async (_event, context) => {
      await context.sleep(0.2);
      return ++count;
    };
  };
  const run = await cloud.runPlatform(counting, poisson(20, 10));
  const highest = Math.max(...run.requests.map(({ result }) => result as number));
  t.true(run.coldStarts > 1 && highest < run.requests.length);
});

test("a handler that throws fails its request alone; one that never comes back is timed out, and its instance dropped", async (t) => {
  const moody: cloud.Code = () => async (event, context) => {
    if (event === 1) throw new Error("bad event");
    if (event === 2) await new Promise(() => {});
    await context.sleep(0.1);
    return "well";
  };
  const run = await cloud.runPlatform(moody, at(0, 10, 20, 30, 60), { timeoutSeconds: 5, idleSeconds: 100 });
  t.deepEqual(
    run.requests.map(({ type, instance, error, finishedAt }) => [type, instance, error, finishedAt]),
    [
      ["served", 1, undefined, 0.6],
      ["failed", 1, "bad event", 10],
      ["timedOut", 1, undefined, 25],
      ["served", 2, undefined, 30.6],
      ["served", 2, undefined, 60.1],
    ],
  );
});

test("code that throws when it is loaded fails the request, not the platform", async (t) => {
  const broken: cloud.Code = () => {
    throw new Error("no such module");
  };
  const { requests } = await cloud.runPlatform(broken, at(0));
  t.like(requests[0], { type: "failed", error: "no such module" });
});

test("no request vanishes; limits are kept; everything ends at zero", async (t) => {
  const options = fc.record({
    concurrency: fc.integer({ min: 1, max: 4 }),
    maxInstances: fc.integer({ min: 1, max: 5 }),
    queueLimit: fc.integer({ min: 0, max: 5 }),
    coldStartSeconds: fc.integer({ min: 0, max: 3 }),
    idleSeconds: fc.integer({ min: 0, max: 5 }),
    timeoutSeconds: fc.integer({ min: 1, max: 4 }),
  });
  const work: cloud.Code<number> = () => async (seconds, context) => {
    await context.sleep(Math.min(seconds, 5));
    if (seconds > 5) throw new Error("too much");
  };
  const requests = fc.array(fc.record({ at: fc.integer({ min: 0, max: 20 }), event: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(requests, options, async (list, limits) => {
      const run = await cloud.runPlatform(work, list, limits);
      t.deepEqual(
        run.requests.map(({ id }) => id),
        list.map((_, id) => id),
      );
      const { served, failed, timedOut, rejected, mostInstances } = cloud.summarizePlatform(run);
      t.is(served + failed + timedOut + rejected, list.length);
      t.true(mostInstances <= limits.maxInstances);
      for (const { queued } of run.instances)
        t.true(queued <= limits.queueLimit + limits.maxInstances * limits.concurrency);
      for (const [index, one] of run.requests.entries()) {
        if (one.startedAt === undefined) continue;
        t.true(one.startedAt >= one.arrivedAt && one.finishedAt - one.startedAt <= limits.timeoutSeconds);
        const together = run.requests.filter(
          (other, at) =>
            at !== index &&
            other.instance === one.instance &&
            other.startedAt! <= one.startedAt! &&
            other.finishedAt > one.startedAt!,
        );
        t.true(together.length < limits.concurrency);
      }
      const last = run.instances.at(-1);
      if (last !== undefined) t.like(last, { starting: 0, busy: 0, idle: 0, queued: 0 });
    }),
    { seed: 2, numRuns: 150 },
  );
});

test("scaling follows load: ten times the requests, about ten times the instances (Little)", async (t) => {
  const busy = async (perSecond: number) => {
    const run = await cloud.runPlatform(waits(0.5), poisson(perSecond, 60), { idleSeconds: 1 });
    const middle = run.instances.filter(({ seconds }) => seconds > 20 && seconds < 60);
    return middle.reduce((sum, row) => sum + row.busy, 0) / middle.length;
  };
  const [few, many] = [await busy(5), await busy(50)];
  t.true(many > 20 && many < 32, `${many} instances for 50 x 0.5`);
  t.true(few > 1.5 && few < 4.5, `${few} instances for 5 x 0.5`);
});

test("the same seed gives the same run, byte for byte", async (t) => {
  const rolling: cloud.Code = () => async (event, context) => {
    await context.sleep(context.random.next());
    return event;
  };
  const trace = async (seed: number) => JSON.stringify(await cloud.runPlatform(rolling, poisson(20, 5), { seed }));
  t.is(await trace(1), await trace(1));
  t.not(await trace(1), await trace(2));
});

for (const options of [{ concurrency: 0 }, { maxInstances: 1.5 }, { coldStartSeconds: -1 }, { timeoutSeconds: 0 }]) {
  test(`refuses ${JSON.stringify(options)}`, async (t) => {
    await t.throwsAsync(cloud.runPlatform(waits(1), at(0), options), { instanceOf: DomainError });
  });
}

test("refuses requests before the start", async (t) => {
  await t.throwsAsync(cloud.runPlatform(waits(1), at(-1)), {
    instanceOf: DomainError,
    message: /requests\[0\].*got -1/,
  });
});
