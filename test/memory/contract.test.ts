import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";
import { boot, native, type Operation, programs, rivals, run, tableBytes } from "../contracts/mmu";

const seed = 11;

for (const rival of rivals) {
  test(`${rival.name}: every access of every program meets the byte, the fault and the bits of a machine of its own`, (t) => {
    fc.assert(
      fc.property(programs, (program) => {
        const [ours, theirs] = [boot(rival.make), boot(native)];
        return program.every(
          (operation) => same(run(ours, operation), run(theirs, operation)) && sameTables(ours.guest, theirs.guest),
        );
      }),
      { seed, numRuns: 250 },
    );
    t.pass();
  });
}

test("the rivals agree, too, when the host has hardly a frame left for shadow tables", (t) => {
  const make = rivals.find(({ name }) => name === "shadow, waitForInvalidate, TLB")!.make;
  fc.assert(
    fc.property(programs, (program) => {
      const [ours, theirs] = [boot(make, 60), boot(native)];
      while (ours.guest.host.freeFrames > 9) ours.guest.host.allocate("others");
      const moves = (operation: Operation) => operation.type !== "back";
      return program.filter(moves).every((operation) => same(run(ours, operation), run(theirs, operation)));
    }),
    { seed, numRuns: 150 },
  );
  t.pass();
});

test("shadow, writeProtect: shadow = guest ∘ host after every operation, before any INVLPG", (t) => {
  checkLaw(t, "everywhere", memory.writeProtect);
});

test("shadow, eager: shadow = guest ∘ host after every operation, with pages filled ahead", (t) => {
  checkLaw(t, "everywhere", memory.eager);
});

test("shadow, waitForInvalidate: shadow = guest ∘ host after every INVLPG and root switch", (t) => {
  checkLaw(t, "whenPromised", memory.waitForInvalidate);
});

test("shadow, unprotected: the law is broken, and the check sees it", (t) => {
  t.throws(() => checkLaw(t, "whenPromised", memory.unprotected), { message: /Property failed/ });
});

function checkLaw(t: { pass(): void }, when: "everywhere" | "whenPromised", policy: memory.ShadowPolicy): void {
  fc.assert(
    fc.property(programs, (program) => {
      const machine = boot((guest) => new memory.ShadowMmu(guest, { format: memory.x86Format, policy }));
      const mmu = machine.cpu.mmu as memory.ShadowMmu;
      return program.every((operation) => {
        if (operation.type === "edit" && when === "everywhere") {
          machine.cpu.store32((3072 + operation.table) * 4096 + operation.slot * 4, operation.word, "supervisor");
        } else run(machine, operation);
        return memory.breaches(mmu).length === 0;
      });
    }),
    { seed, numRuns: 60, endOnFailure: true },
  );
  t.pass();
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameTables(one: memory.GuestMemory, other: memory.GuestMemory): boolean {
  return same(tableBytes(one), tableBytes(other));
}
