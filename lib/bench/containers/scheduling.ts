/**
 * The fair scheduler, measured: containers with one or two busy tasks each, ten containers a CPU; then many containers on one CPU.
 *
 * A minute of the largest takes a minute or so, so six seconds are simulated and multiplied by ten: every slice costs the same.
 *
 * Slices are as long as the scheduler chooses them: 3 ms where 15 tasks share each of 8 or more CPUs, as in Linux.
 *
 * @packageDocumentation
 */
import { Fair, type SchedulingGroup } from "../../containers";
import type { Comparison, Growth } from "../benchCommand";
import { seconds } from "../measure";

const CONTAINERS = [100, 1000, 10_000];
const SIMULATED_SECONDS = 6;
const WEIGHTS = [50, 100, 200, 400];

/** The measurements of this part. */
export async function* schedulingBench(): AsyncGenerator<Comparison | Growth> {
  await timed(100, 10, 10); // warm
  const minutes = [];
  for (const containers of CONTAINERS) minutes.push(await timed(containers, containers / 10, SIMULATED_SECONDS));
  yield {
    name: "a simulated minute (ten times six seconds), ten containers of one or two tasks a CPU, by containers",
    unit: "s",
    n: CONTAINERS,
    ours: minutes.map(({ time }) => (60 / SIMULATED_SECONDS) * time),
  };
  const [largest] = minutes.slice(-1);
  yield {
    name: "10,000 containers on 1,000 CPUs",
    unit: "slices a second",
    ours: largest!.slices / largest!.time,
    peer: null,
    peerName: null,
    ratio: null,
    reason: "no other fair scheduler with groups in JavaScript is known",
  };
  const single = [];
  for (const containers of CONTAINERS) single.push(await timed(containers, 1, 300));
  yield {
    name: "a slice on one CPU, by containers",
    unit: "us",
    n: CONTAINERS,
    ours: single.map(({ time, slices }) => (1e6 * time) / slices),
  };
}

async function timed(
  containers: number,
  cpus: number,
  simulatedSeconds: number,
): Promise<{ readonly time: number; readonly slices: number }> {
  const scheduler = new Fair({ cpus });
  const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
  for (let at = 0; at < containers; at++) {
    const group = { ...root, name: `container ${at}`, parent: root, weight: WEIGHTS[at % WEIGHTS.length]! };
    // One or two tasks.
    for (const id of [2 * at, 2 * at + 1].slice(at % 2)) scheduler.wake({ id, nice: 0, group }, 0);
  }
  const untilUs = 1e6 * simulatedSeconds;
  let slices = 0;
  const time = await seconds(() => {
    for (let slice = scheduler.pick(untilUs); slice !== undefined; slice = scheduler.pick(untilUs)) {
      slices++;
      scheduler.account(slice, slice.lengthUs, "ready");
    }
    return Promise.resolve();
  });
  return { time, slices };
}
