/** What every placement policy keeps, whatever it is given; and cases to try it on. */
import fc from "fast-check";
import type * as cloud from "../../lib/cloud";

/** A problem: VMs and hosts, with one to three resources. */
export interface Problem {
  readonly vms: readonly cloud.Resources[];
  readonly hosts: readonly cloud.Resources[];
}

/** Small whole amounts, so that ties are frequent; or fractions, so that sums round. */
const amounts = fc.constantFrom(
  { vm: fc.integer({ min: 0, max: 12 }), host: fc.integer({ min: 1, max: 16 }) },
  { vm: fc.integer({ min: 0, max: 10 }).map((n) => n / 10), host: fc.constantFrom(1, 0.7, 1.3) },
  {
    vm: fc.double({ min: 0, max: 1, noNaN: true }),
    host: fc.double({ min: 0.1, max: 2, noNaN: true }),
  },
);

/** Problems with hosts of many kinds, some VMs too large for any. */
export function problems(most = { vms: 60, hosts: 30 }): fc.Arbitrary<Problem> {
  return fc.tuple(amounts, fc.integer({ min: 1, max: 3 })).chain(([amount, resources]) => {
    const vector = (one: fc.Arbitrary<number>) => fc.array(one, { minLength: resources, maxLength: resources });
    return fc.record({
      vms: fc.array(vector(amount.vm), { maxLength: most.vms, size: "max" }),
      hosts: fc.array(vector(amount.host), { maxLength: most.hosts, size: "max" }),
    });
  });
}

/** What is wrong with a placement, if anything. */
export function wrongWith({ vms, hosts }: Problem, placed: cloud.Placement): string | undefined {
  if (placed.hostOf.length !== vms.length) return "not one entry a VM";
  const load = hosts.map((host) => host.map(() => 0));
  for (const [vm, host] of placed.hostOf.entries()) {
    if (host === -1) continue;
    if (load[host] === undefined) return `VM ${vm} is on host ${host}, which does not exist`;
    for (const [r, amount] of vms[vm]!.entries()) load[host][r]! += amount;
  }
  const over = load.findIndex((sums, host) => sums.some((sum, r) => sum > hosts[host]![r]! * (1 + 1e-8)));
  if (over >= 0) return `host ${over} is over its capacity`;
  const used = new Set(placed.hostOf.filter((host) => host >= 0)).size;
  if (placed.hostsUsed !== used) return `${placed.hostsUsed} hosts are said to be used, ${used} are`;
  const refused = placed.hostOf.filter((host) => host < 0).length;
  return placed.refused === refused ? undefined : `${placed.refused} VMs are said to be refused, ${refused} are`;
}

/** The policies, word by word and host by host: slow, and plainly right. */
export const naive: Readonly<Record<string, (problem: Problem) => number[]>> = {
  "first fit": scan((candidates) => candidates[0]),
  "next fit": nextFit,
  "best fit": scan((candidates) => least(onFirst(candidates), (host) => host.room)),
  "worst fit": scan((candidates) => least(onFirst(candidates), (host) => -host.room)),
};

interface NaiveHost {
  readonly index: number;
  readonly left: readonly number[];
  readonly room: number;
  readonly on: boolean;
}

function scan(choose: (candidates: readonly NaiveHost[]) => NaiveHost | undefined): (problem: Problem) => number[] {
  return ({ vms, hosts }) => {
    const state = start(hosts);
    return vms.map((vm) => put(vm, state, choose(state.filter((host) => fits(vm, host))), hosts));
  };
}

function nextFit({ vms, hosts }: Problem): number[] {
  const state = start(hosts);
  let current = 0;
  return vms.map((vm) => {
    const host = state.slice(current).find((one) => fits(vm, one));
    if (host !== undefined) current = host.index;
    return put(vm, state, host, hosts);
  });
}

function start(hosts: Problem["hosts"]): NaiveHost[] {
  return hosts.map((host, index) =>
    hostWith(
      index,
      host.map((amount) => amount * (1 + 1e-9)),
      false,
      hosts,
    ),
  );
}

function hostWith(index: number, left: readonly number[], on: boolean, hosts: Problem["hosts"]): NaiveHost {
  const largest = left.map((_, r) => Math.max(...hosts.map((host) => host[r]!)));
  return { index, left, on, room: left.reduce((sum, amount, r) => sum + amount / largest[r]!, 0) };
}

function fits(vm: cloud.Resources, host: NaiveHost): boolean {
  return vm.every((amount, r) => amount <= host.left[r]!);
}

function put(vm: cloud.Resources, state: NaiveHost[], host: NaiveHost | undefined, hosts: Problem["hosts"]): number {
  if (host === undefined) return -1;
  const left = host.left.map((amount, r) => amount - vm[r]!);
  state[host.index] = hostWith(host.index, left, true, hosts);
  return host.index;
}

/** Those that are on; if there are none, the first of those that are off. */
function onFirst(candidates: readonly NaiveHost[]): readonly NaiveHost[] {
  const on = candidates.filter((host) => host.on);
  return on.length > 0 ? on : candidates.slice(0, 1);
}

function least(hosts: readonly NaiveHost[], key: (host: NaiveHost) => number): NaiveHost | undefined {
  return hosts.reduce<NaiveHost | undefined>(
    (best, host) => (best === undefined || key(host) < key(best) ? host : best),
    undefined,
  );
}
