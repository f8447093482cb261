/**
 * The exercise "which way?": a student's choice of a way to run an application, against a search of all, on random hosts.
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import type { System } from "./application";
import type { HostCosts } from "./costs";
import { type WayFacts, wayFacts } from "./wayFacts";
import { everyWay, type WayName } from "./ways";

/** What an application's owner asks for. */
export interface Needs {
  readonly system: System;
  /** It must start within so many seconds. */
  readonly startWithinSeconds: number;
  /** At most so many instances on one kernel, itself among them. */
  readonly atMostOnOneKernel: number;
}

/** What the student writes: the way that meets all needs and of which most fit; nothing if no way does. */
export type ChooseWay = (needs: Needs, ways: readonly WayFacts[]) => WayName | undefined;

/** What a check found. */
export interface ChooseReport {
  readonly passed: boolean;
  /** For the student: what was asked, what was expected and why, what came. */
  readonly text: string;
}

/**
 * Checks a student's choice on random hosts, applications and needs.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const costs = containers.publishedCosts(datasets.startupOverhead());
 * const alwaysContainers = () => "container" as const;
 * assert.match(containers.checkChooseWay(alwaysContainers, { costs }).text, /Expected/);
 * ```
 */
export function checkChooseWay(
  student: ChooseWay,
  { costs, seed = 1, hosts = 25 }: { readonly costs: HostCosts; readonly seed?: number; readonly hosts?: number },
): ChooseReport {
  const random = seeded(seed);
  for (let host = 0; host < hosts; host++) {
    const facts = randomFacts(random, costs);
    for (let at = 0; at < 12; at++) {
      const needs = randomNeeds(random);
      const expected = best(needs, facts);
      const came = attempt(student, needs, facts);
      // Any of equally many will do.
      if (came === expected?.way || isAsGood(facts, { needs, expected, came })) continue;
      return { passed: false, text: failure(facts, { needs, expected, came }) };
    }
  }
  return { passed: true, text: `Passed: the best way found for ${12 * hosts} needs on ${hosts} hosts.` };
}

function randomFacts(random: Random, costs: HostCosts): WayFacts[] {
  const application = {
    name: "application",
    system: "linux" as const,
    layers: [{ digest: "image", bytes: 1e6 * (1 + random.integer(300)) }],
    textMib: 1 + random.integer(60),
    dataMib: 1 + random.integer(300),
  };
  const host = { cores: 4, memoryMib: 2048 * (1 + random.integer(4)), costs };
  return wayFacts(everyWay, application, { ...host, disks: "copy on write", containersPerVm: 1 + random.integer(8) });
}

function randomNeeds(random: Random): Needs {
  return {
    system: random.pick(["linux", "linux", "windows"] as const),
    startWithinSeconds: random.pick([0.01, 0.14, 0.5, 5, 20]),
    atMostOnOneKernel: random.pick([1, 5, 1000]),
  };
}

function meets(facts: WayFacts, { system, startWithinSeconds, atMostOnOneKernel }: Needs): boolean {
  return (
    facts.systems.includes(system) && facts.startSeconds <= startWithinSeconds && facts.onOneKernel <= atMostOnOneKernel
  );
}

function best(needs: Needs, facts: readonly WayFacts[]): WayFacts | undefined {
  return facts
    .filter((one) => meets(one, needs))
    .reduce<WayFacts | undefined>((most, one) => (one.instances > (most?.instances ?? 0) ? one : most), undefined);
}

interface Answer {
  readonly needs: Needs;
  readonly expected: WayFacts | undefined;
  readonly came: unknown;
}

function isAsGood(facts: readonly WayFacts[], { needs, expected, came }: Answer): boolean {
  const chosen = facts.find(({ way }) => way === came);
  return chosen !== undefined && meets(chosen, needs) && chosen.instances === expected?.instances;
}

function attempt(student: ChooseWay, needs: Needs, facts: readonly WayFacts[]): unknown {
  try {
    return student(needs, structuredClone(facts));
  } catch (error) {
    return error instanceof Error ? `an error: ${error.message}` : "an error";
  }
}

function failure(facts: readonly WayFacts[], { needs, expected, came }: Answer): string {
  const chosen = facts.find(({ way }) => way === came);
  const rows = facts.map(
    ({ way, instances, startSeconds, onOneKernel, systems }) =>
      `  ${way}: ${instances} fit, start ${startSeconds.toFixed(3)} s, ${onOneKernel} on one kernel, runs ${systems.join(" and ")}`,
  );
  const why = chosen === undefined ? "" : ` (${meets(chosen, needs) ? "fewer fit" : "it does not meet the needs"})`;
  return [
    `Asked for: ${needs.system}, start within ${needs.startWithinSeconds} s, at most ${needs.atMostOnOneKernel} on one kernel.`,
    ...rows,
    expected === undefined
      ? "Expected: undefined, since no way meets all three."
      : `Expected: ${expected.way}, of which most fit (${expected.instances}) among those that meet all three.`,
    `Came: ${String(came)}${why}.`,
    'Read "Which way?" above, and lib/containers/hosts/wayFacts.ts.',
  ].join("\n");
}
