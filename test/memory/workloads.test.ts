import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";

const names = ["native", "shadow", "nested"] as const;

for (const workload of Object.values(memory.workloads)) {
  test(`${workload.name}: the same seed is the same run, and the guest sees the same faults under every MMU`, (t) => {
    const runs = names.map((name) => memory.measureWorkload(workload, name, { accesses: 1500, seed: 3 }));
    t.deepEqual(runs[1], memory.measureWorkload(workload, "shadow", { accesses: 1500, seed: 3 }));
    for (const run of runs) {
      t.is(run.counts.accesses, runs[0]!.counts.accesses);
      t.is(run.counts.pageFaults, runs[0]!.counts.pageFaults);
    }
  });
}

test("edits make the shadow dear; TLB misses make the nested walk dear; a machine of its own never exits", (t) => {
  const cost = (workload: memory.Workload, mmu: memory.MmuName) => {
    const { walks, exits } = memory.measureWorkload(workload, mmu).perAccess;
    return walks + exits;
  };
  t.true(cost(memory.workloads.tableChurn, "shadow") > 10 * cost(memory.workloads.tableChurn, "nested"));
  t.true(cost(memory.workloads.forkHeavy, "shadow") > 10 * cost(memory.workloads.forkHeavy, "nested"));
  t.is(
    cost(memory.workloads.tlbHungry, "nested"),
    4 * cost(memory.workloads.tlbHungry, "shadow"),
    "8 references against 2",
  );
  t.is(memory.totalExits(memory.measureWorkload(memory.workloads.forkHeavy, "native").counts), 0);
});

test("exits of a fork-heavy guest: far more under shadow than under nested paging, as in recorded boots of KVM", (t) => {
  const [shadow, nested] = (["shadow", "nested"] as const).map(
    (name) => memory.measureWorkload(memory.workloads.forkHeavy, name).counts,
  );
  t.true(memory.totalExits(shadow!) > 10 * memory.totalExits(nested!));
  t.is(shadow!.exits.nestedFault, 0);
  t.is(nested!.exits.rootSwitch, 0);
});

test("waiting for INVLPG saves exits where absent pages are mapped and where many edits share one CR3 load", (t) => {
  const rows = memory.measureEdits([memory.writeProtect, memory.waitForInvalidate]);
  const spent = (policy: string, part: string) => {
    const of = rows.filter((row) => row.policy === policy);
    const before = of.findLast((row) => row.step < of.find((one) => one.part === part)!.step)?.exits ?? 0;
    return of.findLast((row) => row.part === part)!.exits - before;
  };
  t.true(spent("waitForInvalidate", "map") < 0.6 * spent("writeProtect", "map"));
  t.is(spent("waitForInvalidate", "remap"), spent("writeProtect", "remap"));
  t.true(spent("waitForInvalidate", "protect") < 0.6 * spent("writeProtect", "protect"));
});

test("a larger TLB moves the crossover towards nested paging", (t) => {
  const points = [8, 16, 32, 64].map(
    (tlb) => memory.crossover(memory.sweepCosts({ editsPerThousand: [0, 5, 10, 20, 40], tlbEntries: [tlb] }))!,
  );
  t.deepEqual(
    points,
    [...points].sort((a, b) => b - a),
  );
});

test("cycles are counts times prices", (t) => {
  const counts = {
    ...memory.noCounts(),
    references: 3,
    pageFaults: 2,
    exits: { ...memory.noCounts().exits, tableWrite: 1 },
  };
  t.deepEqual(memory.cyclesOf(counts, memory.costs2006), { walks: 60, exits: 12_732, faults: 2186 });
  t.is(Math.round(memory.cyclesOf(counts, memory.costsFor(3963 / 2)).exits), 6366);
});

const solution: memory.Fill = ({ page, kind }, guest, host) => {
  const entry = guest.entry(page);
  if (!entry.present || !entry.user || (kind === "write" && !entry.writable)) return { type: "pageFault" };
  const frame = host.frameOf(entry.frame);
  if (frame === undefined) return { type: "nestedFault" };
  guest.setAccessed(page);
  if (kind === "write") guest.setDirty(page);
  return { type: "fill", frame, writable: entry.writable && (entry.dirty || kind === "write") };
};

test("the exercise accepts a right solution under any seed", (t) => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => memory.checkFill(solution, { seed, programs: 10 }).passed),
    { seed: 6, numRuns: 30 },
  );
  t.pass();
});

const wrong: readonly (readonly [string, memory.Fill])[] = [
  [
    "throws",
    () => {
      throw new Error("still to be written");
    },
  ],
  [
    "forgets the host's map",
    (access, guest, host) => ({
      ...solution(access, guest, host),
      ...(guest.entry(access.page).present ? { frame: guest.entry(access.page).frame } : {}),
    }),
  ],
  [
    "lets user programs into the kernel's pages",
    ({ page, kind }, guest, host) =>
      solution({ page, kind }, { ...guest, entry: (of) => ({ ...guest.entry(of), user: true }) }, host),
  ],
  [
    "ignores read-only",
    ({ page, kind }, guest, host) =>
      solution({ page, kind }, { ...guest, entry: (of) => ({ ...guest.entry(of), writable: true }) }, host),
  ],
  ["forgets A", (access, guest, host) => solution(access, { ...guest, setAccessed: () => undefined }, host)],
  ["forgets D", (access, guest, host) => solution(access, { ...guest, setDirty: () => undefined }, host)],
  [
    "hands out W too early",
    (access, guest, host) => {
      const answer = solution(access, guest, host);
      return answer.type === "fill" ? { ...answer, writable: guest.entry(access.page).writable } : answer;
    },
  ],
  [
    "takes missing memory for the guest's fault",
    (access, guest, host) => {
      const answer = solution(access, guest, host);
      return answer.type === "nestedFault" ? { type: "pageFault" } : answer;
    },
  ],
];

for (const [name, fill] of wrong) {
  test(`the exercise finds a fill that ${name}, and says what was expected and what came`, (t) => {
    const report = memory.checkFill(fill);
    t.false(report.passed);
    for (const part of [/Program \d+, access \d+/, /guest's entry/, /expected/, /because/, /came/, /read /])
      t.regex(report.text, part);
  });
}
