import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { burstable, cpuEvent, runSysbench, spendCredits } from "../../lib/cloud";
import { DomainError } from "../../lib/errors";

/** The published t3.large: 1.23 ms per event of 117,526 operations. */
const t3Large = { vcpus: 2, nanosecondsPerModulo: 1.23e6 / 117_526 };
const random = { seed: 10, numRuns: 200 };

test("work per event is as counted by hand: 3 and 5 and 7 are prime, 4, 6, 8 and 9 end at the first or second division", (t) => {
  t.deepEqual(cpuEvent(3), { primes: 0, moduloOperations: 0 });
  t.deepEqual(cpuEvent(10), { primes: 3, moduloOperations: 0 + 1 + 1 + 1 + 1 + 1 + 2 });
});

test("primes of an event are those of the sieve, without 2", (t) => {
  const sieve = new Uint8Array(3000).fill(1, 2);
  for (let i = 2; i * i < 3000; i++) if (sieve[i]) for (let j = i * i; j < 3000; j += i) sieve[j] = 0;
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 3000 }), (maxPrime) => {
      t.is(
        cpuEvent(maxPrime).primes,
        sieve.subarray(3, maxPrime).reduce((sum, prime) => sum + prime, 0),
      );
    }),
    random,
  );
});

test("the published work table comes out exactly", (t) => {
  const rows = readFileSync(join(__dirname, "../../datasets/sysbench-work.csv"), "utf8").trim().split("\n").slice(1);
  t.true(rows.length >= 7);
  for (const [maxPrime, primes, moduloOperations] of rows.map((row) => row.split(",").map(Number)))
    t.deepEqual(cpuEvent(maxPrime!), { primes: primes!, moduloOperations: moduloOperations! });
});

test("a t3.large does its published 1,623 events a second within 0.5%", (t) => {
  const { eventsPerSecond, latencyMs } = runSysbench({ threads: 2, events: 5000 }, t3Large);
  t.true(Math.abs(eventsPerSecond / 1623.24 - 1) < 0.005, String(eventsPerSecond));
  t.true(Math.abs(latencyMs.mean - 1.23) < 1e-9);
});

test("more threads than vCPUs: no more throughput, and latency as Little's law has it", (t) => {
  const { eventsPerSecond, latencyMs } = runSysbench({ threads: 100, events: 50_000 }, t3Large);
  t.true(Math.abs(eventsPerSecond / 1626.02 - 1) < 0.005);
  t.true(Math.abs(latencyMs.mean / (100_000 / eventsPerSecond) - 1) < 0.01);
});

test("vCPUs that share a core three to one get a third of it, and a longer tail", (t) => {
  const run = { threads: 2, events: 3000 };
  const [alone, shared] = [runSysbench(run, t3Large), runSysbench(run, { ...t3Large, vcpusPerCore: 3 })];
  t.true(Math.abs(alone.eventsPerSecond / shared.eventsPerSecond - 3) < 0.01);
  t.true(shared.latencyMs.p95 > 4 * alone.latencyMs.p95);
});

test("every event runs, and no run is faster than its vCPUs allow", (t) => {
  const small = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(
      small,
      fc.integer({ min: 1, max: 200 }),
      small,
      fc.integer({ min: 1, max: 4 }),
      (threads, events, vcpus, vcpusPerCore) => {
        const report = runSysbench(
          { threads, events, maxPrime: 500 },
          { vcpus, vcpusPerCore, nanosecondsPerModulo: 400 },
        );
        const work = cpuEvent(500).moduloOperations * 400e-9;
        t.is(report.events, events);
        t.true(report.seconds >= (events * work) / Math.min(threads, vcpus) - 1e-9);
        t.true(report.latencyMs.min >= 1000 * work - 1e-6);
      },
    ),
    random,
  );
});

test("bad input is refused by name", (t) => {
  const wrong: [() => unknown, RegExp][] = [
    [() => cpuEvent(2.5), /maxPrime.*2\.5/],
    [() => runSysbench({ threads: 0, events: 1 }, t3Large), /threads.*got 0/],
    [() => runSysbench({ threads: 1, events: 1 }, { ...t3Large, vcpusPerCore: 0.5 }), /vcpusPerCore.*0\.5/],
    [() => spendCredits([3], burstable.t3Large), /wantedVcpus of minute 0.*got 3/],
    [() => spendCredits([1], burstable.t3Large, { startCredits: 900 }), /startCredits.*864.*900/],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});

test("a t3.large that earned for a day runs at full speed for 617 minutes, then at 30% of each vCPU", (t) => {
  const rows = spendCredits(Array<number>(800).fill(2), burstable.t3Large, { startCredits: 864 });
  const slowed = rows.findIndex(({ givenVcpus }) => givenVcpus < 2);
  t.is(slowed, Math.floor(864 / (2 - 0.6)));
  t.true(Math.abs(rows[799]!.givenVcpus / 2 - 0.3) < 1e-12);
});

test("credits are conserved: what was earned is given, kept or over the maximum", (t) => {
  const minutes = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 0, max: 288 }), (wanted, startCredits) => {
      const rows = spendCredits(wanted, burstable.t3Micro, { startCredits });
      const given = rows.reduce((sum, row) => sum + row.givenVcpus, 0);
      t.true(given + rows.at(-1)!.credits <= startCredits + 0.2 * rows.length + 1e-6);
      t.true(rows.every((row) => row.givenVcpus <= row.wantedVcpus && row.credits >= 0 && row.surplusUsd === 0));
      const unlimited = spendCredits(wanted, burstable.t3Micro, { startCredits, mode: "unlimited" });
      t.true(unlimited.every((row) => row.givenVcpus === row.wantedVcpus));
    }),
    random,
  );
});
