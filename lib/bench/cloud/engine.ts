/**
 * The event engine beside its peers, on the hold model: so many processes that wait an exponential time, again and again. Then by
 * itself, as the number of waiting events grows.
 *
 * @packageDocumentation
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { delay, exponential, Simulation, seeded } from "../../sim";
import type { Comparison, Growth } from "../benchCommand";
import { compare, median, seconds } from "../measure";

const PROCESSES = 1000;
const ROUNDS = 3;

/** Microseconds an event: ours, SimPy's and SimScript's; then events a second over the length of the queue. */
export async function* engineBench(): AsyncGenerator<Comparison | Growth> {
  const ours: number[] = [];
  const python: (number | string)[] = [];
  const script: (number | string)[] = [];
  // In turns, so that whatever else the machine does meets all.
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await holdProcesses(1_000_000));
    python.push(await attempt(() => simpy(200_000)));
    script.push(await attempt(() => simScript(20_000)));
  }
  const name = `a process's wait, ${PROCESSES} of them (hold model)`;
  for (const [peerName, times] of [
    ["SimPy", python],
    ["SimScript", script],
  ] as const) {
    const missing = times.find((time) => typeof time === "string");
    const peer = missing === undefined ? median(times as number[]) : null;
    yield compare(`${name}, beside ${peerName}`, "µs", median(ours), peer, peerName, missing);
  }
  yield await growth();
}

async function growth(): Promise<Growth> {
  const n = [1000, 10_000, 100_000];
  const ours: number[] = [];
  for (const waiting of n) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await holdEvents(waiting, 2_000_000));
    ours.push(1e6 / median(times));
  }
  return { name: "events over the length of the queue (hold model, actions)", unit: "events a second", n, ours };
}

/** Our processes. Microseconds an event. */
async function holdProcesses(events: number): Promise<number> {
  const simulation = new Simulation();
  const random = seeded(1);
  for (let name = 0; name < PROCESSES; name++) {
    simulation.process(function* () {
      for (;;) yield delay(exponential(random, 1));
    });
  }
  return timed(simulation, PROCESSES, events);
}

/** Our engine by itself: actions, and times drawn beforehand. Microseconds an event. */
async function holdEvents(waiting: number, events: number): Promise<number> {
  const random = seeded(1);
  const times = Float64Array.from({ length: 4096 }, () => exponential(random, 1));
  const simulation = new Simulation();
  let next = 0;
  const hold = () => simulation.after(times[next++ & 4095]!, hold);
  for (let name = 0; name < waiting; name++) hold();
  return timed(simulation, waiting, events);
}

async function timed(simulation: Simulation, waiting: number, events: number): Promise<number> {
  simulation.run({ until: 2 }); // warm
  const before = simulation.fired;
  const time = await seconds(() => Promise.resolve(simulation.run({ until: 2 + events / waiting })));
  return (1e6 * time) / (simulation.fired - before);
}

const simpyProgram = `
import random, sys, time
import simpy
processes, events = int(sys.argv[1]), int(sys.argv[2])
env = simpy.Environment()
count = 0
def hold():
    global count
    while True:
        yield env.timeout(random.expovariate(1))
        count += 1
for _ in range(processes):
    env.process(hold())
env.run(until=2)
count, begin = 0, time.perf_counter()
env.run(until=2 + events / processes)
print(1e6 * (time.perf_counter() - begin) / count)
`;

/** SimPy in a Python of its own: that of STRATA_PYTHON, or the system's. */
async function simpy(events: number): Promise<number> {
  const python = process.env["STRATA_PYTHON"] ?? "python3";
  const { stdout } = await promisify(execFile)(python, ["-c", simpyProgram, String(PROCESSES), String(events)]);
  return Number(stdout);
}

/** SimScript, which was made for browsers: it asks for a frame now and then, and gets it at once. */
async function simScript(events: number): Promise<number> {
  const frames = globalThis as { requestAnimationFrame?: (callback: () => void) => unknown };
  frames.requestAnimationFrame ??= (callback) => setImmediate(callback);
  const { Entity, Simulation: Peer } = await import("simscript");
  const random = seeded(1);
  let count = 0;
  class Holder extends Entity {
    override async script(): Promise<void> {
      for (;;) {
        await this.delay(exponential(random, 1));
        count++;
      }
    }
  }
  const peer = new Peer();
  peer.timeEnd = events / PROCESSES;
  peer.starting.addEventListener(() => {
    for (let name = 0; name < PROCESSES; name++) void peer.activate(new Holder());
  });
  const finished = new Promise<void>((resolve) => peer.finished.addEventListener(() => resolve()));
  const time = await seconds(async () => {
    await peer.start();
    await finished;
  });
  return (1e6 * time) / count;
}

/** A peer's time, or why there is none. */
async function attempt(measure: () => Promise<number>): Promise<number | string> {
  try {
    return await measure();
  } catch (error) {
    return (error as Error).message.split("\n").findLast((line) => line.trim() !== "") ?? "failed";
  }
}
