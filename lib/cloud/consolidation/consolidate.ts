/**
 * Runs a strategy over a day of readings: hosts that are on, power, migrations, and work that was not done.
 *
 * ```text
 *  reading   0   1   2  ...  11 | 12  13 ...            one each 5 minutes
 *            ^ decide           | ^ decide by what each VM used in the last period
 *            '-- VMs stay ------'
 * ```
 *
 * A host that is off draws nothing, and is on at once when needed. A VM moves by copying its memory over a link. Left out: the energy of
 * a move and of starting a host, memory that changes while it is copied, VMs that come and go.
 *
 * @packageDocumentation
 */

import { requirePositive } from "../../checks";
import { DomainError } from "../../errors";
import type { Resources } from "../placement";
import type { PowerModel } from "../power";
import type { ConsolidationStrategy } from "./strategy";

/** VMs, what they do, and the hosts they may use. */
export interface ConsolidationProblem {
  /** What each VM has reserved: cores and GiB of memory. */
  readonly reserved: readonly Resources[];
  /** What each VM used of its cores, 0 to 1: one row a VM, one number a reading. */
  readonly traces: readonly Float64Array[];
  /** Capacity of every host: cores and GiB of memory. */
  readonly host: Resources;
  /** Number of hosts. */
  readonly hosts: number;
  /** Power of a host. */
  readonly power: PowerModel;
  /** Seconds from one reading to the next, above 0. */
  readonly stepSeconds: number;
  /** Readings from one decision to the next, a whole number above 0. */
  readonly stepsPerDecision: number;
  /** What a strategy is told to expect of each VM: the most that it used since the last decision, or the mean. */
  readonly expect: "most" | "mean";
  /** Speed of the link for migrations in Gb/s, above 0. */
  readonly linkGbps: number;
}

/** One reading of one run. */
export interface ConsolidationRow {
  readonly strategy: string;
  /** Hours since the start. */
  readonly hours: number;
  /** Hosts with VMs on them. */
  readonly hostsOn: number;
  /** Power of all hosts. */
  readonly watts: number;
  /** VMs that moved at this reading. */
  readonly migrations: number;
  /** Hosts whose VMs want more cores than there are. */
  readonly overloadedHosts: number;
  /** Cores wanted. */
  readonly demandCores: number;
  /** Cores wanted and not given. */
  readonly unmetCores: number;
}

/** A whole run. */
export interface ConsolidationSummary {
  readonly strategy: string;
  /** Mean number of hosts that are on. */
  readonly meanHostsOn: number;
  /** Energy of all hosts. */
  readonly kwh: number;
  /** VMs that moved, all together. */
  readonly migrations: number;
  /** Time that VMs spent moving, all together. */
  readonly migrationSeconds: number;
  /** Share of the time of hosts that were on, in which they were overloaded: 0 to 1. */
  readonly overloadedShare: number;
  /** Share of the work wanted that was not done: 0 to 1. */
  readonly unmetShare: number;
  /** Mean utilization of hosts that are on, 0 to 1. */
  readonly meanUtilization: number;
}

/** A run: what happened at each reading, and its sum. */
export interface ConsolidationRun {
  readonly rows: readonly ConsolidationRow[];
  readonly summary: ConsolidationSummary;
}

/**
 * Runs a strategy.
 *
 * @throws {@link DomainError} if a number is out of range, if traces and reservations differ in number, or if the strategy refuses a VM
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const problem: cloud.ConsolidationProblem = {
 *   reserved: [[4, 8], [4, 8]],
 *   traces: [Float64Array.of(0.1, 0.1), Float64Array.of(0.2, 0.2)],
 *   host: [8, 32],
 *   hosts: 2,
 *   power: cloud.linearPower(100, 200),
 *   stepSeconds: 300,
 *   stepsPerDecision: 2,
 *   expect: "most",
 *   linkGbps: 10,
 * };
 * assert.equal(cloud.consolidate(problem, cloud.oneEach).rows[0]!.hostsOn, 2);
 * assert.equal(cloud.consolidate(problem, cloud.byReservation()).rows[0]!.hostsOn, 1);
 * ```
 */
export function consolidate(problem: ConsolidationProblem, strategy: ConsolidationStrategy): ConsolidationRun {
  check(problem);
  const { reserved, traces, stepsPerDecision } = problem;
  const hosts = Array.from({ length: problem.hosts }, () => problem.host);
  let hostOf: Int32Array | undefined;
  let migrationSeconds = 0;
  const rows = Array.from({ length: traces[0]!.length }, (_, step) => {
    let moved: number[] = [];
    if (step % stepsPerDecision === 0) {
      const before = hostOf;
      hostOf = strategy.decide({ hostOf, reserved, expected: expectedAt(problem, step), hosts });
      const refused = hostOf.indexOf(-1);
      if (refused >= 0) throw new DomainError("hosts", `to hold every VM; VM ${refused} was refused`, problem.hosts);
      const now = hostOf;
      moved = before === undefined ? [] : reserved.flatMap((_, vm) => (before[vm] === now[vm] ? [] : [vm]));
      migrationSeconds += moved.reduce(
        (sum, vm) => sum + (reserved[vm]![1]! * 2 ** 30 * 8) / (problem.linkGbps * 1e9),
        0,
      );
    }
    return rowAt(problem, { strategy: strategy.name, step, hostOf: hostOf!, migrations: moved.length });
  });
  return { rows, summary: summaryOf(problem, rows, migrationSeconds) };
}

/** What each VM used since the last decision, at most or on average. */
function expectedAt(problem: ConsolidationProblem, step: number): Resources[] | undefined {
  if (step === 0) return undefined;
  const { reserved, traces, stepsPerDecision, expect } = problem;
  return reserved.map(([cores, ...others], vm) => {
    const past = traces[vm]!.subarray(step - stepsPerDecision, step);
    const used = expect === "most" ? Math.max(...past) : past.reduce((sum, one) => sum + one, 0) / past.length;
    return [cores! * used, ...others];
  });
}

function rowAt(
  { reserved, traces, host, hosts, power, stepSeconds }: ConsolidationProblem,
  at: { readonly strategy: string; readonly step: number; readonly hostOf: Int32Array; readonly migrations: number },
): ConsolidationRow {
  const wanted = new Float64Array(hosts);
  const isOn = new Uint8Array(hosts);
  for (const [vm, on] of at.hostOf.entries()) {
    wanted[on]! += reserved[vm]![0]! * traces[vm]![at.step]!;
    isOn[on] = 1;
  }
  const cores = host[0]!;
  const on = [...wanted].filter((_, index) => isOn[index]);
  return {
    strategy: at.strategy,
    hours: (at.step * stepSeconds) / 3600,
    hostsOn: on.length,
    watts: on.reduce((sum, one) => sum + power.wattsAt(Math.min(1, one / cores)), 0),
    migrations: at.migrations,
    overloadedHosts: on.filter((one) => one > cores * (1 + 1e-9)).length,
    demandCores: on.reduce((sum, one) => sum + one, 0),
    unmetCores: on.reduce((sum, one) => sum + Math.max(0, one - cores), 0),
  };
}

function summaryOf(
  { host, stepSeconds }: ConsolidationProblem,
  rows: readonly ConsolidationRow[],
  migrationSeconds: number,
): ConsolidationSummary {
  const sum = (of: (row: ConsolidationRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [on, demand, unmet] = [sum((row) => row.hostsOn), sum((row) => row.demandCores), sum((row) => row.unmetCores)];
  return {
    strategy: rows[0]!.strategy,
    meanHostsOn: on / rows.length,
    kwh: (sum((row) => row.watts) * stepSeconds) / 3.6e6,
    migrations: sum((row) => row.migrations),
    migrationSeconds,
    overloadedShare: sum((row) => row.overloadedHosts) / on,
    unmetShare: demand === 0 ? 0 : unmet / demand,
    meanUtilization: (demand - unmet) / (on * host[0]!),
  };
}

function check({ reserved, traces, stepsPerDecision, stepSeconds, linkGbps }: ConsolidationProblem): void {
  requirePositive({ stepSeconds, linkGbps });
  if (!Number.isInteger(stepsPerDecision) || stepsPerDecision < 1) {
    throw new DomainError("stepsPerDecision", "to be a whole number above 0", stepsPerDecision);
  }
  if (traces.length !== reserved.length || reserved.length === 0) {
    throw new DomainError("traces", `to be one for each of ${reserved.length} VMs, at least one`, traces.length);
  }
  for (const trace of traces) {
    if (trace.length !== traces[0]!.length) throw new DomainError("traces", "to be equally long", trace.length);
    const bad = trace.find((one) => !(one >= 0 && one <= 1));
    if (bad !== undefined) throw new DomainError("utilization", "to be a share from 0 to 1", bad);
  }
}
