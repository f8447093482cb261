/** What is proven of the policies, held against the exact solver. */
import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";

const sizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12, size: "max" }),
  fc.array(fc.integer({ min: 20, max: 55 }), { minLength: 1, maxLength: 12, size: "max" }),
  fc.array(fc.constantFrom(51, 27, 26, 23, 34, 35, 16, 17), { minLength: 1, maxLength: 12, size: "max" }),
);
const seed = 15;

/** Places VMs of one resource on as many hosts of 100 as there are VMs. */
function place(policy: cloud.PlacementPolicy, vms: readonly number[]): cloud.Placement {
  return policy.place(
    vms.map((size) => [size]),
    vms.map(() => [100]),
  );
}

function fewest(vms: readonly number[]): number {
  const { hostsUsed, proven } = place(cloud.exact(), vms) as cloud.ExactPlacement;
  if (!proven) throw new Error("the search was cut short");
  return hostsUsed;
}

test("first fit decreasing: at most 11/9 of the fewest hosts, plus 6/9, on 3000 problems", (t) => {
  let worse = 0;
  fc.assert(
    fc.property(sizes, (vms) => {
      const [used, least] = [place(cloud.firstFitDecreasing, vms).hostsUsed, fewest(vms)];
      if (used > least) worse++;
      return used <= Math.floor((11 * least + 6) / 9);
    }),
    { seed, numRuns: 3000 },
  );
  t.true(worse > 0, "some problem tells it from the optimum");
});

test("first fit and best fit: at most 1.7 times the fewest hosts, on 3000 problems", (t) => {
  fc.assert(
    fc.property(sizes, (vms) => {
      const limit = Math.floor(1.7 * fewest(vms) + 1e-9);
      return [cloud.firstFit, cloud.bestFit].every((policy) => place(policy, vms).hostsUsed <= limit);
    }),
    { seed, numRuns: 3000 },
  );
  t.pass();
});

for (const policy of [
  cloud.firstFit,
  cloud.bestFit,
  cloud.worstFit,
  cloud.firstFitDecreasing,
  cloud.bestFitDecreasing,
]) {
  test(`${policy.name}: any two hosts together hold more than one could, so at most one is half empty`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 80, size: "max" }), (vms) => {
        const { hostOf, hostsUsed } = place(policy, vms);
        const levels = new Array<number>(vms.length).fill(0);
        for (const [vm, host] of hostOf.entries()) levels[host]! += vms[vm]!;
        const [low, next] = levels.slice(0, hostsUsed).sort((one, other) => one - other);
        return low === undefined || next === undefined || low + next > 100;
      }),
      { seed, numRuns: 500 },
    );
    t.pass();
  });
}

test("next fit: at most twice the fewest hosts", (t) => {
  fc.assert(
    fc.property(sizes, (vms) => place(cloud.nextFit, vms).hostsUsed <= 2 * fewest(vms)),
    { seed, numRuns: 1000 },
  );
  t.pass();
});

test("volume <= halves <= fewest hosts, and the bounds are reached", (t) => {
  let [volume, halves] = [0, 0];
  fc.assert(
    fc.property(sizes, (list) => {
      const vms = list.map((size) => [size]);
      const [l1, l2, least] = [cloud.volumeBound(vms, [100]), cloud.hostsAtLeast(vms, [100]), fewest(list)];
      if (l1 === least) volume++;
      if (l2 === least) halves++;
      return l1 <= l2 && l2 <= least;
    }),
    { seed, numRuns: 1000 },
  );
  t.true(halves > volume && volume > 0);
});

test("the exact solver finds what trying every placement finds, with two resources and hosts of two kinds", (t) => {
  const amount = fc.integer({ min: 0, max: 8 });
  const vector = fc.tuple(amount, amount);
  fc.assert(
    fc.property(fc.array(vector, { maxLength: 5 }), (vms) => {
      const hosts = [
        [10, 6],
        [6, 10],
        [10, 6],
      ];
      const { hostsUsed, refused, proven } = cloud.exact().place(vms, hosts);
      t.true(proven);
      t.deepEqual({ refused, hostsUsed }, bruteForce(vms, hosts));
    }),
    { seed, numRuns: 200 },
  );
});

/** The best over every way to put each VM on a host or nowhere. */
function bruteForce(vms: readonly cloud.Resources[], hosts: readonly cloud.Resources[]) {
  let best = { refused: Infinity, hostsUsed: Infinity };
  const ways = (hosts.length + 1) ** vms.length;
  for (let way = 0; way < ways; way++) {
    const hostOf = vms.map((_, vm) => (Math.floor(way / (hosts.length + 1) ** vm) % (hosts.length + 1)) - 1);
    const isOver = hosts.some((host, h) =>
      host.some((capacity, r) => vms.reduce((sum, vm, v) => sum + (hostOf[v] === h ? vm[r]! : 0), 0) > capacity),
    );
    if (isOver) continue;
    const refused = hostOf.filter((host) => host < 0).length;
    const hostsUsed = new Set(hostOf.filter((host) => host >= 0)).size;
    if (refused < best.refused || (refused === best.refused && hostsUsed < best.hostsUsed))
      best = { refused, hostsUsed };
  }
  return best;
}

test("a search that is cut short says so", (t) => {
  const vms = Array.from({ length: 30 }, (_, at) => [30 + ((at * 7) % 23)]);
  const hosts = vms.map(() => [100]);
  t.false(cloud.exact(5).place(vms, hosts).proven);
  t.throws(() => cloud.exact(0), { message: "Expected limit to be a whole number above 0, got 0." });
});
