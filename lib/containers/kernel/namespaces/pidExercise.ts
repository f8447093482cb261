/**
 * The exercise "which number has a process, seen from there?": a student's function against kernels that run random trees of processes.
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../../sim";
import { Kernel } from "../kernel";
import { type Process, pidSeenBy } from "../processes/process";
import type { Program } from "../program";
import type { PidNamespace } from "./pid";

/** A process with the namespaces that it has a number in, from the first one down to its own, and these numbers. */
export interface NumberedProcess {
  readonly name: string;
  /** Numbers of the namespaces, the first one first, its own last. */
  readonly namespaces: readonly number[];
  /** Its number in each of them. */
  readonly pids: readonly number[];
}

/** What the student writes: the process's number as the viewer sees it; `undefined` if it does not see it. */
export type PidSeenFrom = (process: NumberedProcess, viewer: NumberedProcess) => number | undefined;

/** What a check found. */
export interface PidReport {
  readonly passed: boolean;
  /** For the student: what was asked, what was expected and why, what came. */
  readonly text: string;
}

/**
 * Checks a student's function on every pair of processes of several kernels.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const outermost: containers.PidSeenFrom = (process) => process.pids[0];
 * assert.match(containers.checkPidSeenFrom(outermost).text, /Expected/);
 * ```
 */
export function checkPidSeenFrom(student: PidSeenFrom, { seed = 1, kernels = 6 } = {}): PidReport {
  const random = seeded(seed);
  let pairs = 0;
  for (let run = 0; run < kernels; run++) {
    const processes = randomTree(random);
    for (const viewer of processes)
      for (const process of processes) {
        pairs++;
        const expected = pidSeenBy(viewer.namespaces.pid, process);
        const came = attempt(student, numbered(process), numbered(viewer));
        if (came !== expected) return { passed: false, text: failure(process, viewer, expected, came) };
      }
  }
  return { passed: true, text: `Passed: ${pairs} pairs of processes in ${kernels} kernels, as the kernels have them.` };
}

/** The processes of a kernel that has forked at random, some of them into new namespaces. */
function randomTree(random: Random): readonly Process[] {
  const kernel = new Kernel();
  const grow = (depth: number): Program =>
    function* (sys, args) {
      const children = depth === 0 ? 0 : 1 + random.integer(3);
      for (let child = 0; child < children; child++)
        yield* sys.clone(grow(depth - 1), random.integer(2) === 0 ? ["CLONE_NEWPID"] : [], [`${args[0]}${child + 1}`]);
      yield* sys.pause();
      return 0;
    };
  kernel.start(grow(3), { name: "p" });
  kernel.run();
  return kernel.alive;
}

function numbered(process: Process): NumberedProcess {
  const levels: PidNamespace<Process>[] = [];
  for (let at: PidNamespace<Process> | undefined = process.namespaces.pid; at !== undefined; at = at.parent)
    levels.unshift(at);
  return {
    name: process.args[0] ?? process.name,
    namespaces: levels.map(({ id }) => id),
    pids: levels.map((level) => process.pids.get(level)!),
  };
}

function attempt(student: PidSeenFrom, process: NumberedProcess, viewer: NumberedProcess): unknown {
  try {
    return student(process, viewer);
  } catch (error) {
    return error instanceof Error ? `an error: ${error.message}` : "an error";
  }
}

function failure(process: Process, viewer: Process, expected: number | undefined, came: unknown): string {
  const line = ({ name, namespaces, pids }: NumberedProcess) =>
    `${name}: number ${pids.join(", ")} in namespace ${namespaces.join(", ")}`;
  return [
    "Asked:    the number of a process, as another one sees it",
    `  process  ${line(numbered(process))}`,
    `  viewer   ${line(numbered(viewer))}`,
    `Expected: ${String(expected)}`,
    `Came:     ${String(came)}`,
    "Law:      a process has a number in its own namespace and in every one above, and none elsewhere; the viewer looks from its own.",
    "Read:     namespaces/pid.ts, and the section on process numbers above.",
  ].join("\n");
}
