/** Every combination of bits, not samples (as kvm-unit-tests x86/access.c does it). */
import test from "ava";
import * as memory from "../../lib/memory";
import { native, rivals } from "../contracts/mmu";

const flags = [0, 1] as const;
const cases = flags.flatMap((p2) =>
  flags.flatMap((w2) =>
    flags.flatMap((u2) =>
      flags.flatMap((p1) =>
        flags.flatMap((w1) =>
          flags.flatMap((u1) =>
            (["user", "supervisor"] as const).flatMap((mode) =>
              (["read", "write"] as const).flatMap((kind) =>
                flags.map((wp) => ({ p2, w2, u2, p1, w1, u1, mode, kind, wp })),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
); // prettier-ignore
type Case = (typeof cases)[number];

/** The manual's rule in its own words: "translated", or the error code that is pushed. */
function manual({ p2, w2, u2, p1, w1, u1, mode, kind, wp }: Case): string {
  const code = (kind === "write" ? 2 : 0) + (mode === "user" ? 4 : 0);
  if (!p2 || !p1) return `fault ${code}`;
  const userPage = u2 === 1 && u1 === 1;
  const writablePage = w2 === 1 && w1 === 1;
  if (mode === "user" && !userPage) return `fault ${code + 1}`;
  if (kind === "write" && !writablePage && (mode === "user" || wp === 1)) return `fault ${code + 1}`;
  return "translated";
}

for (const { name, make } of [{ name: "native", make: native }, ...rivals]) {
  test(`${name}: all ${cases.length} combinations of P, W, U at both levels, mode, access and CR0.WP`, (t) => {
    for (const one of cases) {
      const { mmu } = machine(make, word(2, one.p2, one.w2, one.u2), word(3, one.p1, one.w1, one.u1));
      mmu.setWriteProtect(one.wp === 1);
      const access = { address: 0, kind: one.kind, mode: one.mode } as const;
      // The second time, shadow and TLB already hold what the first time left.
      for (const time of [1, 2])
        t.is(answer(mmu.translate(access)), manual(one), `${JSON.stringify(one)} time ${time}`);
    }
  });

  test(`${name}: all combinations of A and D before, and any order of two accesses, leave the bits of the manual`, (t) => {
    for (const before of [0x00, 0x20, 0x40, 0x60]) {
      for (const directoryA of [0x00, 0x20]) {
        for (const kinds of [["read"], ["write"], ["read", "write"], ["write", "read"]] as const) {
          const { mmu, guest } = machine(make, 0x2007 | directoryA, 0x3007 | before);
          for (const kind of kinds) mmu.translate({ address: 0, kind, mode: "user" });
          const dirty = kinds.some((kind) => kind === "write") ? 0x40 : before & 0x40;
          t.is(guest.read32(0), 0x2027, "A of the directory, and never D");
          t.is(guest.read32(2 * 4096), 0x3027 | dirty);
        }
      }
    }
  });
}

test("a fault sets neither A nor D", (t) => {
  for (const { make } of rivals) {
    const { mmu, guest } = machine(make, 0x2007, 0x3005);
    mmu.translate({ address: 0, kind: "write", mode: "user" });
    t.deepEqual([guest.read32(0), guest.read32(2 * 4096)], [0x2007, 0x3005]);
  }
});

function machine(make: (guest: memory.GuestMemory) => memory.Mmu, directory: number, leaf: number) {
  const guest = new memory.Host({ frames: 24 }).createGuest({ name: "A", frames: 4 });
  guest.write32(0, directory);
  guest.write32(2 * 4096, leaf);
  return { guest, mmu: make(guest) };
}

function word(frame: number, p: number, w: number, u: number): number {
  return frame * 4096 + p + 2 * w + 4 * u;
}

function answer(outcome: memory.Outcome): string {
  return outcome.type === "pageFault" ? `fault ${outcome.errorCode}` : outcome.type;
}
