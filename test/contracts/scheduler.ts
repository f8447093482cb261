/** What every scheduler keeps, whatever its tasks do; and programs to try it on. */
import fc from "fast-check";
import type { Scheduler, SchedulingGroup, Slice, Task } from "../../lib/containers";

/** A task runs and sleeps in turn, and exits after its last turn; one that never sleeps has one endless turn. */
export interface TaskPlan {
  readonly group: number;
  readonly nice: number;
  readonly startUs: number;
  readonly turns: readonly { readonly runUs: number; readonly sleepUs: number }[];
}

/** Groups by the place of their parent in the list, tasks, CPUs. */
export interface Plan {
  readonly cpus: number;
  readonly groups: readonly {
    readonly parent: number;
    readonly weight: number;
    readonly quota: SchedulingGroup["quota"];
  }[];
  readonly tasks: readonly TaskPlan[];
}

/** Plans with few groups and CPUs, where ties, idle CPUs and empty groups are frequent. */
export function plans({ quotas = false } = {}): fc.Arbitrary<Plan> {
  const quota = fc.option(
    fc.record({ maxUs: fc.integer({ min: 1000, max: 30_000 }), periodUs: fc.constantFrom(10_000, 20_000) }),
    { nil: undefined },
  );
  const turn = fc.record({ runUs: fc.integer({ min: 0, max: 30_000 }), sleepUs: fc.integer({ min: 1, max: 40_000 }) });
  return fc.record({
    cpus: fc.integer({ min: 1, max: 3 }),
    groups: fc.array(
      fc.record({
        parent: fc.nat(3),
        weight: fc.constantFrom(1, 50, 100, 100, 300, 10_000),
        quota: quotas ? quota : fc.constant(undefined),
      }),
      { maxLength: 5 },
    ),
    tasks: fc.array(
      fc.record({
        group: fc.nat(5),
        nice: fc.constantFrom(-5, 0, 0, 0, 1, 19),
        startUs: fc.nat(50_000),
        turns: fc.oneof(fc.array(turn, { minLength: 1, maxLength: 6 }), fc.constant([{ runUs: Infinity, sleepUs: 0 }])),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  });
}

/** A task's slice as it was used, and the time from which it was ready for it. */
export interface Run extends Slice {
  readonly usedUs: number;
  readonly readyUs: number;
}

/** The groups of a plan; the first is the root. */
export function groupsOf(plan: Plan): readonly SchedulingGroup[] {
  const groups: SchedulingGroup[] = [{ name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false }];
  for (const [at, { parent, weight, quota }] of plan.groups.entries())
    groups.push({ name: `g${at}`, parent: groups[parent % groups.length]!, weight, quota, frozen: false });
  return groups;
}

/** Runs a plan to its end time; a task runs on its slice as far as its turn goes. */
export function runPlan(scheduler: Scheduler, plan: Plan, endUs: number): { runs: Run[]; waiting: Map<Task, number> } {
  const groups = groupsOf(plan);
  const states = plan.tasks.map(({ group, nice }, id) => {
    const [first] = plan.tasks[id]!.turns;
    return { task: { id, nice, group: groups[group % groups.length]! }, turn: 0, leftUs: first!.runUs, readyUs: 0 };
  });
  for (const [at, state] of states.entries()) {
    state.readyUs = plan.tasks[at]!.startUs;
    scheduler.wake(state.task, state.readyUs);
  }
  const waiting = new Map<Task, number>(states.map(({ task, readyUs }) => [task, readyUs]));
  const runs: Run[] = [];
  for (let slice = scheduler.pick(endUs); slice !== undefined; slice = scheduler.pick(endUs)) {
    const state = states[slice.task.id]!;
    const usedUs = Math.min(slice.lengthUs, state.leftUs);
    runs.push({ ...slice, usedUs, readyUs: state.readyUs });
    state.leftUs -= usedUs;
    state.readyUs = slice.startUs + usedUs;
    waiting.set(state.task, state.readyUs);
    if (state.leftUs > 0) {
      scheduler.account(slice, usedUs, "ready");
      continue;
    }
    const { turns } = plan.tasks[slice.task.id]!;
    const { sleepUs } = turns[state.turn]!;
    const next = turns[++state.turn];
    scheduler.account(slice, usedUs, next === undefined ? "exits" : "sleeps");
    if (next === undefined) {
      waiting.delete(state.task);
      continue;
    }
    state.leftUs = next.runUs;
    state.readyUs += sleepUs;
    waiting.set(state.task, state.readyUs);
    scheduler.wake(state.task, state.readyUs);
  }
  return { runs, waiting };
}

/** The first broken law, if any. `bound` is how long a ready task may wait for its turn, in microseconds. */
export function wrongWith(
  scheduler: Scheduler,
  plan: Plan,
  bound: (task: Task, tasks: readonly Task[]) => number,
): string | undefined {
  const endUs = 200_000;
  const { runs, waiting } = runPlan(scheduler, plan, endUs);
  return (
    outOfOrder(runs) ??
    twiceAtOnce(runs, ({ cpu }) => cpu, "CPU") ??
    twiceAtOnce(runs, ({ task }) => task.id, "task") ??
    early(runs) ??
    badAccount(scheduler, runs) ??
    idleThough(scheduler.cpus, waits(runs, waiting, endUs), runs, endUs) ??
    tooLong(waits(runs, waiting, endUs), bound)
  );
}

function outOfOrder(runs: readonly Run[]): string | undefined {
  const wrong = runs.findIndex((run, at) => at > 0 && run.startUs < runs[at - 1]!.startUs);
  return wrong < 0 ? undefined : `slice ${wrong} begins before the one ahead of it`;
}

function early(runs: readonly Run[]): string | undefined {
  const wrong = runs.find(({ startUs, readyUs }) => startUs < readyUs);
  return wrong === undefined
    ? undefined
    : `task ${wrong.task.id} runs at ${wrong.startUs} and is ready at ${wrong.readyUs}`;
}

function twiceAtOnce(runs: readonly Run[], key: (run: Run) => number, what: string): string | undefined {
  const free = new Map<number, number>();
  for (const run of runs) {
    if (run.startUs < (free.get(key(run)) ?? 0)) return `${what} ${key(run)} has two slices at ${run.startUs}`;
    free.set(key(run), run.startUs + run.usedUs);
  }
  return undefined;
}

function badAccount(scheduler: Scheduler, runs: readonly Run[]): string | undefined {
  for (const task of new Set(runs.map((run) => run.task))) {
    const used = runs.filter((run) => run.task === task).reduce((sum, { usedUs }) => sum + usedUs, 0);
    if (Math.abs(scheduler.usedUs(task) - used) > 1e-6)
      return `task ${task.id} used ${used}, but ${scheduler.usedUs(task)} are accounted`;
  }
  return undefined;
}

interface Wait {
  readonly task: Task;
  readonly fromUs: number;
  readonly toUs: number;
}

function waits(runs: readonly Run[], waiting: ReadonlyMap<Task, number>, endUs: number): readonly Wait[] {
  const ended = runs.map(({ task, readyUs, startUs }) => ({ task, fromUs: readyUs, toUs: startUs }));
  const open = [...waiting].map(([task, fromUs]) => ({ task, fromUs, toUs: endUs }));
  return [...ended, ...open].filter(({ fromUs, toUs }) => toUs > fromUs + 1e-6);
}

/** Work conservation: while a task waits, every CPU is busy. */
function idleThough(cpus: number, all: readonly Wait[], runs: readonly Run[], endUs: number): string | undefined {
  for (let cpu = 0; cpu < cpus; cpu++) {
    let freeUs = 0;
    const own = runs.filter((run) => run.cpu === cpu);
    for (const { startUs, usedUs } of [...own, { startUs: endUs, usedUs: 0 }]) {
      const wait = all.find(({ fromUs, toUs }) => Math.max(fromUs, freeUs) + 1e-6 < Math.min(toUs, startUs));
      if (wait !== undefined)
        return `CPU ${cpu} is idle from ${freeUs} to ${startUs}, though task ${wait.task.id} waits`;
      freeUs = startUs + usedUs;
    }
  }
  return undefined;
}

function tooLong(all: readonly Wait[], bound: (task: Task, tasks: readonly Task[]) => number): string | undefined {
  const tasks = [...new Set(all.map(({ task }) => task))];
  const wrong = all.find(({ task, fromUs, toUs }) => toUs - fromUs > bound(task, tasks));
  return wrong === undefined ? undefined : `task ${wrong.task.id} waits from ${wrong.fromUs} to ${wrong.toUs}`;
}
