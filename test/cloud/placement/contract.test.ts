import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";
import { naive, problems, wrongWith } from "../../contracts/placement";

const seed = 14;
const onlinePolicies = [cloud.nextFit, cloud.firstFit, cloud.bestFit, cloud.worstFit];
const policies = [...onlinePolicies, cloud.firstFitDecreasing, cloud.bestFitDecreasing, cloud.exact(500)];

for (const policy of policies) {
  const small = policy.name === "exact" ? { vms: 9, hosts: 5 } : { vms: 60, hosts: 30 };

  test(`${policy.name}: no host is over capacity, every VM is on one host or refused, and the counts say so`, (t) => {
    fc.assert(
      fc.property(problems(small), (problem) => {
        t.is(wrongWith(problem, policy.place(problem.vms, problem.hosts)), undefined);
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`${policy.name}: the same problem has the same placement`, (t) => {
    fc.assert(
      fc.property(problems(small), ({ vms, hosts }) => {
        t.deepEqual(policy.place(vms, hosts), policy.place(vms, hosts));
      }),
      { seed, numRuns: 50 },
    );
  });

  test(`${policy.name}: without hosts all are refused, without VMs no host is used`, (t) => {
    t.deepEqual([...policy.place([[1], [2]], []).hostOf], [-1, -1]);
    t.is(policy.place([], [[1]]).hostsUsed, 0);
  });

  test(`${policy.name}: refuses amounts that are none`, (t) => {
    t.throws(() => policy.place([[-1]], [[1]]), { message: "Expected a VM's demand to be 0 or more, got -1." });
    t.throws(() => policy.place([[NaN]], [[1]]), { message: /got NaN/ });
    t.throws(() => policy.place([[1]], [[0]]), { message: "Expected a host's capacity to be above 0, got 0." });
    t.throws(() => policy.place([[1, 2]], [[1]]), {
      message: "Expected a VM's demand to name 1 resources, got [1,2].",
    });
    t.throws(() => policy.place([[1]], [[1], [1, 2]]), { message: /capacity to name 1 resources/ });
  });
}

for (const policy of onlinePolicies) {
  test(`${policy.name}: puts every VM where a scan of all hosts would`, (t) => {
    fc.assert(
      fc.property(problems({ vms: 120, hosts: 40 }), (problem) => {
        t.deepEqual([...policy.place(problem.vms, problem.hosts).hostOf], naive[policy.name]!(problem));
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`${policy.name}: hosts that all VMs have left are as new`, (t) => {
    fc.assert(
      fc.property(problems(), ({ vms, hosts }) => {
        const packer = policy.start(hosts);
        const first = vms.map((vm) => packer.add(vm));
        for (const [at, vm] of vms.entries()) if (first[at]! >= 0) packer.remove(vm, first[at]!);
        t.is(packer.hostsUsed, 0);
        const again = vms.map((vm) => packer.add(vm));
        if (policy !== cloud.nextFit) t.deepEqual(again, first); // next fit goes on where it was
      }),
      { seed, numRuns: 100 },
    );
  });
}

test("a VM cannot leave a host that has none", (t) => {
  t.throws(() => cloud.firstFit.start([[1]]).remove([1], 0), {
    message: "Expected host to have a VM to remove, got 0.",
  });
});
