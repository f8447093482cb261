import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

test("a process waits, works, ends, and others can wait for its end", (t) => {
  const simulation = new sim.Simulation();
  const boot = simulation.process(function* () {
    yield sim.delay(30);
    return "ready";
  });
  const follower = simulation.process(function* () {
    yield sim.join(boot);
    const first = simulation.now;
    yield sim.join(boot); // has ended: does not wait
    return [boot.result, first, simulation.now];
  });
  t.deepEqual([boot.isDone, boot.result], [false, undefined]);
  simulation.run();
  t.deepEqual(follower.result, ["ready", 30, 30]);
});

test("a server gives its places in the order of asking, and never more than it has", (t) => {
  const visit = fc.record({ after: fc.nat(20), holds: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(visit, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (visits, places) => {
      const simulation = new sim.Simulation();
      const server = new sim.Server(simulation, { places });
      const asked: number[] = [];
      const granted: number[] = [];
      visits.forEach(({ after, holds }, name) => {
        simulation.process(function* () {
          yield sim.delay(after);
          asked.push(name);
          yield sim.acquire(server);
          granted.push(name);
          t.true(server.busy <= places);
          yield sim.delay(holds);
          server.release();
        });
      });
      simulation.run();
      t.deepEqual(granted, asked);
      t.deepEqual([server.busy, server.queueLength], [0, 0]);
      // No place stays free while somebody waits: the busy time is the work, whoever did it.
      const work = visits.reduce((sum, { holds }) => sum + holds, 0);
      if (simulation.now > 0) t.true(Math.abs(server.utilization() * places * simulation.now - work) < 1e-6);
    }),
    { seed: 6 },
  );
});

test("a server's mean queue is the waiting time of all, over time", (t) => {
  const simulation = new sim.Simulation();
  const server = new sim.Server(simulation, { places: 1 });
  for (let i = 0; i < 3; i++) {
    simulation.process(function* () {
      yield sim.acquire(server);
      yield sim.delay(2);
      server.release();
    });
  }
  simulation.run({ until: 10 });
  t.is(server.meanQueueLength(), (2 + 4) / 10);
  t.is(server.utilization(), 0.6);
});

test("refuses servers without places, releases of nothing, and negative delays", (t) => {
  const simulation = new sim.Simulation();
  t.throws(() => new sim.Server(simulation, { places: 0 }), { instanceOf: DomainError });
  t.throws(() => new sim.Server(simulation, { places: 1 }).release(), { instanceOf: DomainError });
  simulation.process(function* () {
    yield sim.delay(-1);
  });
  t.throws(() => simulation.run(), { instanceOf: DomainError });
});
