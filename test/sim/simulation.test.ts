import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

/** The naive engine: a list, sorted by (time, order of scheduling) whenever it is asked. */
class Naive {
  now = 0;
  events: { time: number; serial: number; name: number }[] = [];
  scheduled = 0;
  seen: string[] = [];

  run(until: number): void {
    this.events.sort((a, b) => a.time - b.time || a.serial - b.serial);
    for (const { time, name } of this.events.filter(({ time }) => time <= until)) this.seen.push(`${name}@${time}`);
    this.events = this.events.filter(({ time }) => time > until);
    this.now = until;
  }
}

interface Real {
  readonly simulation: sim.Simulation;
  readonly timers: sim.Timer[];
  readonly seen: string[];
}

class Schedule implements fc.Command<Naive, Real> {
  constructor(readonly delays: readonly number[]) {}
  check = () => true;
  run(naive: Naive, { simulation, timers, seen }: Real): void {
    for (const delay of this.delays) {
      const name = naive.scheduled++;
      naive.events.push({ time: naive.now + delay, serial: name, name });
      timers.push(simulation.timer(delay, () => seen.push(`${name}@${simulation.now}`)));
    }
  }
  toString = () => `schedule ${this.delays.join()}`;
}

class Cancel implements fc.Command<Naive, Real> {
  constructor(readonly which: number) {}
  check = (naive: Naive) => naive.scheduled > 0;
  run(naive: Naive, { timers }: Real): void {
    for (let name = this.which % naive.scheduled; name < naive.scheduled; name += 1 + (this.which % 3)) {
      const wasPending = naive.events.some((event) => event.name === name);
      naive.events = naive.events.filter((event) => event.name !== name);
      if (timers[name]!.cancel() !== wasPending) throw new Error(`cancel of ${name} told ${!wasPending}`);
    }
  }
  toString = () => `cancel from ${this.which}`;
}

class Run implements fc.Command<Naive, Real> {
  constructor(readonly seconds: number) {}
  check = () => true;
  run(naive: Naive, { simulation, seen }: Real): void {
    naive.run(naive.now + this.seconds);
    simulation.run({ until: simulation.now + this.seconds });
    if (seen.join() !== naive.seen.join()) throw new Error(`${seen.join()} instead of ${naive.seen.join()}`);
    if (simulation.pending !== naive.events.length) throw new Error(`${simulation.pending} pending`);
  }
  toString = () => `run ${this.seconds}`;
}

test("events happen as in a list sorted by time and order of scheduling", (t) => {
  const delay = fc.oneof(fc.nat(5), fc.nat(1000), fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constant(1e300));
  const commands = fc.commands([
    fc.array(delay, { maxLength: 60 }).map((delays) => new Schedule(delays)),
    fc.nat().map((which) => new Cancel(which)),
    fc.oneof(fc.nat(3), fc.nat(2000)).map((seconds) => new Run(seconds)),
  ]);
  fc.assert(
    fc.property(commands, (list) => {
      const real = { simulation: new sim.Simulation(), timers: [], seen: [] };
      fc.modelRun(() => ({ model: new Naive(), real }), list);
    }),
    { seed: 3, numRuns: 300 },
  );
  t.pass();
});

test("a heavy crowd of random moments leaves in order, ties in order of scheduling", (t) => {
  const simulation = new sim.Simulation();
  const random = sim.seeded(8);
  let [before, serial] = [-1, -1];
  const check = (mine: number) => () => {
    if (simulation.now < before || (simulation.now === before && mine < serial)) t.fail(`${mine} at ${simulation.now}`);
    [before, serial] = [simulation.now, mine];
  };
  for (let i = 0; i < 50_000; i++) simulation.at(Math.floor(sim.pareto(random, 1, 1) * 10) / 10, check(i));
  t.is(simulation.run(), 50_000);
});

test("the same seed gives the same trace, byte for byte", (t) => {
  const trace = (seed: number) => {
    const simulation = new sim.Simulation();
    const random = sim.seeded(seed);
    const server = new sim.Server(simulation, { places: 2 });
    const seen: unknown[] = [];
    const customer = (name: number) =>
      function* () {
        yield sim.delay(sim.exponential(random, 5));
        yield sim.acquire(server);
        yield sim.delay(sim.exponential(random, 1));
        server.release();
        seen.push([name, simulation.now]);
      };
    for (let name = 0; name < 100; name++) simulation.process(customer(name));
    simulation.run();
    return JSON.stringify(seen);
  };
  t.is(trace(1), trace(1));
  t.not(trace(1), trace(2));
});

test("events may schedule events for this very moment; they come after those already scheduled", (t) => {
  const simulation = new sim.Simulation();
  const seen: string[] = [];
  simulation.at(1, () => simulation.after(0, () => seen.push("child")));
  simulation.at(1, () => seen.push("second"));
  simulation.run();
  t.deepEqual(seen, ["second", "child"]);
});

test("run stops after the events of the moment it was told, and goes on from there", (t) => {
  const simulation = new sim.Simulation();
  const seen: number[] = [];
  for (const time of [1, 2, 2, 3]) simulation.at(time, () => seen.push(time));
  t.is(simulation.run({ until: 2 }), 3);
  t.deepEqual([seen, simulation.now, simulation.pending, simulation.fired], [[1, 2, 2], 2, 1, 3]);
  simulation.run();
  t.is(simulation.now, 3);
});

test("time-outs that never strike do not fill the queue", (t) => {
  const simulation = new sim.Simulation();
  for (let i = 0; i < 10_000; i++) simulation.timer(1e6 + i, () => t.fail()).cancel();
  t.is(simulation.pending, 0);
  t.is(simulation.run(), 0);
  t.is(simulation.now, 0);
});

test("an action that throws leaves the simulation fit to go on", (t) => {
  const simulation = new sim.Simulation();
  simulation.at(1, () => {
    throw new Error("bad action");
  });
  simulation.at(2, () => t.pass());
  t.throws(() => simulation.run(), { message: "bad action" });
  t.is(simulation.run(), 1);
});

test("refuses the past, no number, and to run inside of a run", (t) => {
  const simulation = new sim.Simulation();
  simulation.run({ until: 5 });
  const wrong: (() => unknown)[] = [
    () => simulation.at(4, () => {}),
    () => simulation.at(Number.NaN, () => {}),
    () => simulation.after(-1, () => {}),
    () => simulation.timer(Infinity, () => {}),
    () => simulation.run({ until: 4 }),
  ];
  for (const call of wrong) t.throws(call, { instanceOf: DomainError });
  simulation.after(1, () => simulation.run());
  t.throws(() => simulation.run(), { instanceOf: DomainError });
});
