/**
 * VMs that come and go: each is placed when it arrives, and leaves a gap. How many hosts stay on, and how many would do?
 *
 * ```text
 *   arrivals (Poisson)          lifetimes (as measured)
 *   --+--+----+--->  [##.#] [.#.#] [#...]  ----->  gone
 *                      gaps that the next VM may not fit
 * ```
 *
 * No migration. Left out: VMs that arrive together, and rhythms of the day.
 *
 * @packageDocumentation
 */

import { requirePositive } from "../../checks";
import { empirical, exponential, type Random } from "../../sim";
import { firstFitDecreasing, type OnlinePolicy, type Resources } from "../placement";

/** VMs that come and go. */
export interface ChurnOptions {
  /** VMs that arrive in an hour, above 0. */
  readonly arrivalsPerHour: number;
  /** How long the run is, above 0. */
  readonly hours: number;
  /** Share of VMs that live at most so many hours; the last share is 1. */
  readonly lifetimes: readonly { readonly value: number; readonly share: number }[];
  /** Sizes of VMs, cores and GiB say; each is as likely as another. */
  readonly sizes: readonly Resources[];
  /** Hosts, all empty at first. */
  readonly hosts: readonly Resources[];
  /** Hours from one row to the next, above 0. */
  readonly hoursPerRow: number;
  readonly random: Random;
}

/** The hosts at one time. */
export interface ChurnRow {
  readonly policy: string;
  /** Hours since the start. */
  readonly hours: number;
  /** VMs that are there. */
  readonly vms: number;
  /** Hosts with VMs on them. */
  readonly hostsOn: number;
  /** Hosts that the same VMs need if packed anew, largest first. */
  readonly hostsIfRepacked: number;
  /** VMs refused so far. */
  readonly refused: number;
}

/**
 * Runs policies on the same VMs; one row a policy and time.
 *
 * @throws DomainError if a number is out of range
 */
export function churn(policies: readonly OnlinePolicy[], options: ChurnOptions): ChurnRow[] {
  const { hours, hoursPerRow } = options;
  requirePositive({ arrivalsPerHour: options.arrivalsPerHour, hours, hoursPerRow });
  const visits = visitsOf(options);
  return policies.flatMap((policy) => run(policy, visits, options));
}

interface Visit {
  readonly size: Resources;
  readonly from: number;
  readonly to: number;
}

function visitsOf({ arrivalsPerHour, hours, lifetimes, sizes, random }: ChurnOptions): Visit[] {
  const lifetime = empirical(lifetimes);
  const visits: Visit[] = [];
  for (
    let from = exponential(random, 1 / arrivalsPerHour);
    from < hours;
    from += exponential(random, 1 / arrivalsPerHour)
  ) {
    visits.push({ size: random.pick(sizes), from, to: from + lifetime(random) });
  }
  return visits;
}

function run(policy: OnlinePolicy, visits: readonly Visit[], { hosts, hours, hoursPerRow }: ChurnOptions): ChurnRow[] {
  const packer = policy.start(hosts);
  const hostOf = new Map<Visit, number>();
  const leaving = [...visits].sort((one, other) => one.to - other.to);
  let [arrived, left, refused] = [0, 0, 0];
  const passUntil = (time: number) => {
    while (left < leaving.length && leaving[left]!.to <= time) leave(leaving[left++]!);
  };
  const leave = (visit: Visit) => {
    const host = hostOf.get(visit);
    if (host !== undefined) packer.remove(visit.size, host);
    hostOf.delete(visit);
  };
  return Array.from({ length: Math.floor(hours / hoursPerRow) }, (_, row) => {
    const now = (row + 1) * hoursPerRow;
    for (; arrived < visits.length && visits[arrived]!.from <= now; arrived++) {
      const visit = visits[arrived]!;
      passUntil(visit.from);
      const host = packer.add(visit.size);
      if (host < 0) refused++;
      else hostOf.set(visit, host);
    }
    passUntil(now);
    const present = [...hostOf.keys()].map(({ size }) => size);
    const hostsIfRepacked = firstFitDecreasing.place(present, hosts).hostsUsed;
    return {
      policy: policy.name,
      hours: now,
      vms: present.length,
      hostsOn: packer.hostsUsed,
      hostsIfRepacked,
      refused,
    };
  });
}
