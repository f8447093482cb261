import { spawnSync } from "node:child_process";
import test from "ava";
import { cpuEvent } from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import { parseSysbench, runInstalledSysbench, runSysbenchHere } from "../../lib/realHost";
import { hasTool } from "../support/tools";

test("every event is done once, by however many threads", async (t) => {
  for (const threads of [1, 3]) {
    const { events, primes, seconds, latencyMs } = await runSysbenchHere({ threads, events: 30, maxPrime: 2000 });
    t.is(events, 30);
    t.is(primes, 30 * cpuEvent(2000).primes);
    t.true(seconds > 0 && latencyMs.min > 0 && latencyMs.min <= latencyMs.p95 && latencyMs.p95 <= latencyMs.max);
  }
});

test("bad input is refused before a thread starts", async (t) => {
  await t.throwsAsync(runSysbenchHere({ threads: 300, events: 1 }), { instanceOf: DomainError, message: /300/ });
  await t.throwsAsync(runSysbenchHere({ threads: 1, events: 1, maxPrime: 2 }), { message: /maxPrime/ });
});

test("sysbench's own report is read", (t) => {
  // sysbench 1.0.20 cpu --threads=2 --events=2000 --time=0 run
  const text = `CPU speed:
    events per second:  3680.91

General statistics:
    total time:                          0.5423s
    total number of events:              2000

Latency (ms):
         min:                                    0.27
         avg:                                    0.54
         max:                                    8.58
         95th percentile:                        0.56
         sum:                                 1073.91
`;
  t.deepEqual(parseSysbench(text), {
    events: 2000,
    seconds: 0.5423,
    eventsPerSecond: 3680.91,
    latencyMs: { min: 0.27, mean: 0.54, p95: 0.56, max: 8.58 },
  });
  t.throws(() => parseSysbench("nothing"), { message: /total number of events.*nothing/ });
});

test("the installed sysbench does the events that it is asked for", (t) => {
  const isThere = () => spawnSync("sysbench", ["--version"]).status === 0;
  if (!hasTool(t, "sysbench", isThere)) return;
  t.is(runInstalledSysbench({ threads: 2, events: 50, maxPrime: 1000 })?.events, 50);
});
