/**
 * Processes of one group take memory until the group is at its limit, and somebody is killed.
 *
 * @packageDocumentation
 */
import { requirePositive } from "../../../checks";
import { pagesOf } from "../cgroup";
import { CgroupTree } from "../cgroupTree";

const MIB = 2 ** 20;
const PAGES_PER_MIB = 256;

/** A process and what it wants. */
export interface Taker {
  readonly name: string;
  /** MiB that it takes, one after the other, from its start on. */
  readonly mib: number;
  /** The step at which it starts, from 0 on; 0 if not given. */
  readonly start?: number;
  /** oom_score_adj, -1000 to 1000; 0 if not given. */
  readonly scoreAdjust?: number;
}

/** What everybody had after a step. Lists have an entry for each process, in order. */
export interface MemoryStep {
  readonly step: number;
  readonly mib: readonly number[];
  /** Who was killed in this step, and the badness of all who were asked. */
  readonly kill: MemoryKill | undefined;
}

/** A decision of the out-of-memory killer. */
export interface MemoryKill {
  readonly victim: string;
  readonly rows: readonly {
    readonly name: string;
    readonly mib: number;
    readonly scoreAdjust: number;
    /** In MiB; `undefined` if it must not be killed. */
    readonly badnessMib: number | undefined;
  }[];
}

/**
 * In each step every living process that does not have all it wants takes one MiB more.
 *
 * @throws {@link DomainError} if `limitMib` or `steps` is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const steps = containers.memoryToLimit({ limitMib: 64, steps: 60, takers: [{ name: "small", mib: 20 }, { name: "big", mib: 50 }] });
 * assert.equal(steps.find(({ kill }) => kill !== undefined)?.kill?.victim, "big");
 * ```
 */
export function memoryToLimit({
  limitMib,
  takers,
  steps = 60,
}: {
  readonly limitMib: number;
  readonly takers: readonly Taker[];
  readonly steps?: number;
}): readonly MemoryStep[] {
  requirePositive({ limitMib, steps });
  const tree = new CgroupTree();
  tree.write("/cgroup.subtree_control", "+memory");
  tree.mkdir("/group");
  tree.write("/group/memory.max", `${limitMib}M`);
  const members = takers.map(({ scoreAdjust = 0 }, pid) => tree.add(pid, "/group", scoreAdjust));
  return Array.from({ length: steps }, (_, step) => {
    let kill: MemoryKill | undefined;
    for (const [pid, { mib, start = 0 }] of takers.entries()) {
      const member = members[pid]!;
      if (step < start || member.ending || pagesOf(member) >= mib * PAGES_PER_MIB) continue;
      const [killed] = tree.charge(pid, MIB).kills;
      if (killed !== undefined)
        kill = {
          victim: takers[killed.pids[0]!]!.name,
          rows: killed.rows.map((row) => ({
            name: takers[row.pid]!.name,
            mib: row.pages / PAGES_PER_MIB,
            scoreAdjust: row.oomScoreAdj,
            badnessMib: row.badness === undefined ? undefined : row.badness / PAGES_PER_MIB,
          })),
        };
    }
    return { step, mib: members.map((member) => pagesOf(member) / PAGES_PER_MIB), kill };
  });
}
