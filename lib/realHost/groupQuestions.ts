/**
 * The same groups of processes in the model and in the kernel at hand: shares, a memory limit, a limit of processes, freezing.
 *
 * @packageDocumentation
 */
import { CgroupTree, Fair, type SchedulingGroup } from "../containers";
import { measureFreezing, measureMemory, measureProcesses, measureShares, type RunOptions } from "./realRuns";

/** What was found out, each as a few words. */
export interface GroupAnswers {
  readonly "CPU for weights 50, 100, 200, 400": string;
  readonly "CPU for one task beside a group of three": string;
  readonly "8, 30 and 40 MiB under a limit of 64 MiB: killed": string;
  readonly "the same, the third with oom_score_adj 300": string;
  readonly "processes under pids.max 5": string;
  readonly "a frozen group uses CPU": string;
}

const WEIGHTS = [50, 100, 200, 400].map((weight) => ({ weight }));
const BESIDE = [{ weight: 100 }, { weight: 100, tasks: 3 }];
const TAKES = [{ mib: 8 }, { mib: 30 }, { mib: 40 }];
const ADJUSTED = [{ mib: 8 }, { mib: 30 }, { mib: 40, scoreAdjust: 300 }];

/** What the model answers. */
export function askGroupsModel(): GroupAnswers {
  return answers([
    percent(modelShares(WEIGHTS)),
    percent(modelShares(BESIDE)),
    modelKills(TAKES),
    modelKills(ADJUSTED),
    String(modelProcesses(5)),
    yesOrNo(modelShares([{ weight: 100, frozen: true }])[0]! > 0),
  ]);
}

/** What the kernel at hand answers. Takes a few seconds; fails where the kernel does not allow it. */
export async function askGroupsKernel(options: RunOptions = {}): Promise<GroupAnswers> {
  const killed = async (takes: typeof ADJUSTED | typeof TAKES) => {
    const { endedBy } = await measureMemory(64, takes);
    return nth(endedBy.flatMap((signal, at) => (signal === "SIGKILL" ? [at] : [])));
  };
  return answers([
    percent(await measureShares(WEIGHTS, options)),
    percent(await measureShares(BESIDE, options)),
    await killed(TAKES),
    await killed(ADJUSTED),
    String(await measureProcesses(5, 10)),
    yesOrNo((await measureFreezing()).frozenUs > 0),
  ]);
}

function modelShares(
  groups: readonly { readonly weight: number; readonly tasks?: number; readonly frozen?: boolean }[],
): readonly number[] {
  const scheduler = new Fair();
  const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
  const made = groups.map((group, at) => ({ ...root, frozen: false, ...group, name: `${at}`, parent: root }));
  let id = 0;
  for (const group of made)
    for (let task = 0; task < (group.tasks ?? 1); task++) scheduler.wake({ id: id++, nice: 0, group }, 0);
  for (let slice = scheduler.pick(60e6); slice !== undefined; slice = scheduler.pick(60e6))
    scheduler.account(slice, slice.lengthUs, "ready");
  return made.map((group) => scheduler.groupTime(group).usedUs / 60e6);
}

function modelKills(takes: readonly { readonly mib: number; readonly scoreAdjust?: number }[]): string {
  const tree = new CgroupTree();
  tree.write("/cgroup.subtree_control", "+memory");
  tree.mkdir("/group");
  tree.write("/group/memory.max", "64M");
  const killed: number[] = [];
  for (const [pid, { mib, scoreAdjust = 0 }] of takes.entries()) {
    tree.add(pid, "/group", scoreAdjust);
    for (let taken = 0; taken < mib && !killed.includes(pid); taken++)
      killed.push(...tree.charge(pid, 2 ** 20).kills.flatMap(({ pids }) => pids));
  }
  return nth(killed);
}

function modelProcesses(limit: number): number {
  const tree = new CgroupTree();
  tree.write("/cgroup.subtree_control", "+pids");
  tree.mkdir("/group");
  tree.write("/group/pids.max", String(limit));
  tree.add(0, "/group");
  let begun = 1;
  while (begun < 20 && tree.fork(0, begun).type === "done") begun++;
  return begun;
}

function answers(found: readonly string[]): GroupAnswers {
  return {
    "CPU for weights 50, 100, 200, 400": found[0]!,
    "CPU for one task beside a group of three": found[1]!,
    "8, 30 and 40 MiB under a limit of 64 MiB: killed": found[2]!,
    "the same, the third with oom_score_adj 300": found[3]!,
    "processes under pids.max 5": found[4]!,
    "a frozen group uses CPU": found[5]!,
  };
}

function percent(shares: readonly number[]): string {
  return shares.map((share) => `${(100 * share).toFixed(1)}%`).join(" ");
}

function nth(places: readonly number[]): string {
  return places.length === 0 ? "nobody" : places.map((at) => ["first", "second", "third"][at]).join(", ");
}

function yesOrNo(is: boolean): string {
  return is ? "yes" : "no";
}
