import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib/errors";
import * as sim from "../../../lib/sim";

const near = (value: number, expected: number, share: number) =>
  Math.abs(value - expected) <= share * Math.abs(expected);

const simulated: { name: string; queue: sim.SimulatedQueue; exact: sim.QueueMeasures; customers?: number }[] = [
  ...[0.5, 0.8].map((load) => mm(load, 1)),
  ...[1, 1.6].map((load) => mm(load, 2)),
  // Waiting is rarer with many servers, and its mean takes longer to settle: four million customers leave a deviation of 0.8%.
  { ...mm(6, 8), customers: 4_000_000 },
  { ...mm(0.9, 1, 10), name: "M/M/1/10 of load 0.9" },
  { ...mm(12, 8, 12), name: "M/M/8/12 of load 12" },
  {
    name: "M/D/1 of load 0.8",
    queue: { interarrival: (r) => sim.exponential(r, 1.25), service: () => 1 },
    exact: sim.md1({ arrivalsPerSecond: 0.8, serviceSeconds: 1 }),
  },
  {
    name: "M/G/1 of load 0.6, lognormal service",
    queue: {
      interarrival: (r) => sim.exponential(r, 1 / 0.6),
      service: (r) => sim.lognormal(r, -0.5 * Math.log(2), Math.sqrt(Math.log(2))),
    },
    exact: sim.mg1({ arrivalsPerSecond: 0.6, serviceSeconds: 1, serviceVariation: 1 }),
  },
];

function mm(load: number, servers: number, places?: number) {
  const queue = { arrivalsPerSecond: load, serviceSeconds: 1, servers, ...(places !== undefined && { places }) };
  return {
    name: `M/M/${servers} of load ${load}`,
    queue: sim.exponentialQueue(queue),
    exact: places === undefined ? sim.mmc(queue) : sim.mmck({ ...queue, places }),
  };
}

for (const { name, queue, exact, customers = 1_000_000 } of simulated) {
  test(`${name}: a simulation of ${customers / 1e6} million customers is within 2% of the closed form`, (t) => {
    const run = sim.simulateQueue(queue, { customers, seed: 3 });
    for (const measure of Object.keys(exact) as (keyof sim.QueueMeasures)[]) {
      if (measure === "lossShare" && exact.lossShare === 0) t.is(run.lossShare, 0);
      else t.true(near(run[measure], exact[measure], 0.02), `${measure}: ${run[measure]} for ${exact[measure]}`);
    }
    t.is(run.arrived, run.served + run.lost);
    t.true(run.waitInterval[0] < run.waitInterval[1]);
  });
}

test("nineteen in twenty confidence intervals hold the exact mean", (t) => {
  const queue = { arrivalsPerSecond: 0.5, serviceSeconds: 1 };
  const exact = sim.mm1(queue).meanWaitSeconds;
  const held = Array.from({ length: 100 }, (_, seed) => {
    const [low, high] = sim.simulateQueue(sim.exponentialQueue(queue), { customers: 5000, seed }).waitInterval;
    return low <= exact && exact <= high;
  }).filter(Boolean).length;
  t.true(held >= 88, `${held}`);
});

const queues = fc.record({
  arrivalsPerSecond: fc.double({ min: 0.01, max: 100, noNaN: true }),
  serviceSeconds: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
  servers: fc.integer({ min: 1, max: 60 }),
});

test("Little's law and the conservation of customers hold in every run", (t) => {
  fc.assert(
    fc.property(queues, fc.integer({ min: 0, max: 20 }), fc.integer(), (queue, room, seed) => {
      const places = queue.servers + room;
      const run = sim.simulateQueue(sim.exponentialQueue({ ...queue, places }), { customers: 2000, seed });
      t.is(run.arrived, 2000);
      t.is(run.arrived, run.served + run.lost);
      t.true(run.utilization <= 1 + 1e-9 && run.lossShare >= 0 && run.lossShare <= 1);
      t.true(near(run.meanInSystem - run.meanQueueLength, run.utilization * queue.servers, 1e-9));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("time average = arrival rate x time in system, exactly, from empty to empty", (t) => {
  const random = sim.streams(2);
  const simulation = new sim.Simulation();
  const server = new sim.Server(simulation, { places: 2 });
  let responses = 0;
  for (let name = 0; name < 500; name++) {
    simulation.process(function* () {
      yield sim.delay(sim.exponential(random(`gap ${name}`), 100));
      const arrived = simulation.now;
      yield sim.acquire(server);
      yield sim.delay(sim.exponential(random(`work ${name}`), 1));
      server.release();
      responses += simulation.now - arrived;
    });
  }
  simulation.run();
  const inSystem = server.meanQueueLength() + server.utilization() * 2;
  t.true(near(inSystem * simulation.now, responses, 1e-9));
});

test("closed forms agree where they meet", (t) => {
  fc.assert(
    fc.property(queues, fc.double({ min: 0.01, max: 0.97, noNaN: true }), ({ serviceSeconds, servers }, busy) => {
      const queue = { arrivalsPerSecond: (busy * servers) / serviceSeconds, serviceSeconds, servers };
      const open = sim.mmc(queue);
      t.true(near(open.utilization, busy, 1e-9));
      t.true(near(open.meanInSystem, open.meanResponseSeconds * queue.arrivalsPerSecond, 1e-9));
      // Room for very many is room for all; room for none but those in service is Erlang B.
      t.true(near(sim.mmck({ ...queue, places: servers + 3000 }).meanWaitSeconds, open.meanWaitSeconds, 1e-6));
      t.true(near(sim.mmck({ ...queue, places: servers }).lossShare, sim.erlangB(busy * servers, servers), 1e-9));
      // The mean is the area under the tail.
      const rate = (servers - busy * servers) / serviceSeconds;
      t.true(near(sim.waitTail(queue, 0) / rate, open.meanWaitSeconds, 1e-9));
      t.true(sim.responseTail(queue, 1) >= sim.waitTail(queue, 1) - 1e-12);
      const p95 = sim.responsePercentile(queue, 0.95);
      t.true(near(sim.responseTail(queue, p95), 0.05, 1e-6));
      // One queue for all servers never waits longer than one queue each.
      const alone = sim.mm1({ arrivalsPerSecond: busy / serviceSeconds, serviceSeconds });
      t.true(open.meanWaitSeconds <= alone.meanWaitSeconds * (1 + 1e-9));
    }),
    { seed: 7 },
  );
});

test("the mean response is the area under its tail", (t) => {
  for (const [load, servers] of [
    [0.7, 1],
    [1, 2],
    [3.2, 4],
  ] as const) {
    const queue = { arrivalsPerSecond: load, serviceSeconds: 1, servers };
    let area = 0;
    for (let second = 0; second < 200; second += 0.001) area += 0.001 * sim.responseTail(queue, second + 0.0005);
    t.true(near(area, sim.mmc(queue).meanResponseSeconds, 1e-4), `${load} on ${servers}`);
  }
});

test("the fewest servers are enough, and one less is not", (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 300, noNaN: true }),
      fc.double({ min: 0.001, max: 0.9, noNaN: true }),
      (load, share) => {
        const servers = sim.serversFor(load, share);
        t.true(sim.erlangC(load, servers) <= share);
        t.true(servers - 1 <= load || sim.erlangC(load, servers - 1) > share);
      },
    ),
    { seed: 9 },
  );
});

const refused: [string, () => unknown, RegExp][] = [
  [
    "a load as large as the capacity",
    () => sim.mm1({ arrivalsPerSecond: 10, serviceSeconds: 0.1 }),
    /capacity of 1 server .*unstable.* got 1\./,
  ],
  [
    "a load above the capacity",
    () => sim.mmc({ arrivalsPerSecond: 50, serviceSeconds: 0.1, servers: 4 }),
    /4 servers .*got 5\./,
  ],
  [
    "an unstable M/G/1",
    () => sim.mg1({ arrivalsPerSecond: 2, serviceSeconds: 1, serviceVariation: 4 }),
    /unstable.*got 2\./,
  ],
  ["Erlang C of an unstable queue", () => sim.erlangC(3, 3), /unstable.*got 3\./],
  ["a tail of an unstable queue", () => sim.waitTail({ arrivalsPerSecond: 2, serviceSeconds: 1 }, 1), /unstable/],
  [
    "a simulation of an unstable queue",
    () => sim.exponentialQueue({ arrivalsPerSecond: 2, serviceSeconds: 1 }),
    /unstable/,
  ],
  ["no arrivals", () => sim.mm1({ arrivalsPerSecond: 0, serviceSeconds: 1 }), /arrivalsPerSecond.*got 0\./],
  ["half a server", () => sim.mmc({ arrivalsPerSecond: 1, serviceSeconds: 1, servers: 1.5 }), /servers.*got 1\.5\./],
  [
    "fewer places than servers",
    () => sim.mmck({ arrivalsPerSecond: 1, serviceSeconds: 1, servers: 3, places: 2 }),
    /places.*got 2\./,
  ],
  [
    "negative variation",
    () => sim.mg1({ arrivalsPerSecond: 0.1, serviceSeconds: 1, serviceVariation: -1 }),
    /got -1\./,
  ],
  [
    "the hundredth percentile",
    () => sim.responsePercentile({ arrivalsPerSecond: 0.1, serviceSeconds: 1 }, 1),
    /share.*got 1\./,
  ],
  [
    "a run of ten customers",
    () => sim.simulateQueue({ interarrival: () => 1, service: () => 1 }, { customers: 10, seed: 1 }),
    /customers.*got 10\./,
  ],
];

for (const [what, call, message] of refused) {
  test(`refuses ${what}`, (t) => {
    t.throws(call, { instanceOf: DomainError, message });
  });
}
