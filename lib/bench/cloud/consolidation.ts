/**
 * A million VMs on a hundred thousand hosts under each placement policy, and a hall in finer and finer cells: time, and memory that grows in
 * proportion to VMs.
 *
 * @packageDocumentation
 */

import {
  bestFit,
  bestFitDecreasing,
  firstFit,
  firstFitDecreasing,
  goodHall,
  heatMap,
  nextFit,
  type PlacementPolicy,
  type Resources,
  worstFit,
} from "../../cloud";
import { seeded } from "../../sim";
import type { Growth } from "../benchCommand";
import { seconds } from "../measure";

const VMS = [10_000, 100_000, 1_000_000];
const POLICIES = [nextFit, firstFit, bestFit, worstFit, firstFitDecreasing, bestFitDecreasing];
const CELL_METERS = [0.2, 0.1, 0.05];

/** Seconds over the number of VMs, policy by policy, and memory; then seconds over the cells of a hall. */
export async function* consolidationBench(): AsyncGenerator<Growth> {
  const problems = VMS.map(problem);
  for (const policy of POLICIES) {
    await place(policy, problems[0]!); // warm
    const [times, mebibytes]: [number[], number[]] = [[], []];
    for (const one of problems) {
      times.push(await place(policy, one));
      mebibytes.push(process.memoryUsage().rss / 2 ** 20);
    }
    yield { name: `placing VMs on a tenth as many hosts, ${policy.name}`, unit: "s", n: VMS, ours: times };
    yield { name: `resident memory after it, ${policy.name}`, unit: "MiB", n: VMS, ours: mebibytes };
  }
  yield await halls();
}

async function halls(): Promise<Growth> {
  const [n, ours]: [number[], number[]] = [[], []];
  heatMap(goodHall); // warm
  for (const cellMeters of CELL_METERS) {
    let cells = 0;
    ours.push(
      await seconds(() => {
        const { grid } = heatMap({ ...goodHall, cellMeters });
        cells = grid.width * grid.height;
        return Promise.resolve();
      }),
    );
    n.push(cells);
  }
  return { name: "a hall's steady temperatures, by cells", unit: "s", n, ours };
}

interface Problem {
  readonly vms: readonly Resources[];
  readonly hosts: readonly Resources[];
}

/** VMs of any size from small to a seventh of a host, cores and GiB apart from each other. */
function problem(count: number): Problem {
  const random = seeded(1);
  return {
    vms: Array.from({ length: count }, () => [0.2 + 7 * random.next(), 1 + 60 * random.next()]),
    hosts: Array.from({ length: count / 10 }, () => [48, 384]),
  };
}

function place(policy: PlacementPolicy, { vms, hosts }: Problem): Promise<number> {
  return seconds(() => Promise.resolve(policy.place(vms, hosts)));
}
