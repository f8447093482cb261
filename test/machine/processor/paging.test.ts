import test from "ava";
import { Bus, Fault, LinearMemory, Ram } from "../../../lib/machine";
import { type Access, type Control, HostMemory, tablesIn, walk, x86Format } from "../../../lib/memory";

const DIRECTORY = 0x1000;
const TABLE = 0x2000;
/** Index 1 in the directory, 3 in the table. */
const LINEAR = 0x40_3123;
const ram = new Ram(0x4000);
const memory = new LinearMemory(ram, new Bus(ram));

/** Every combination of P, W, U, A, D in an entry. */
const flags = Array.from({ length: 32 }, (_, at) => (at & 7) | ((at & 0x18) << 2));

function store(bytes: HostMemory | Ram, directory: number, entry: number): void {
  bytes.write32(DIRECTORY + 4, directory >>> 0);
  bytes.write32(TABLE + 12, entry >>> 0);
}

/** What the machine makes of one access: the physical address or the error code, and the entries after it. */
function machineOutcome(directory: number, entry: number, access: Access, control: Control): unknown {
  store(ram, directory, entry);
  memory.flush();
  Object.assign(memory.paging, { ...control, enabled: true, root: DIRECTORY });
  memory.user = access.mode === "user";
  const entries = () => [ram.read32(DIRECTORY + 4), ram.read32(TABLE + 12)];
  try {
    if (access.kind === "write") memory.requireWritable(access.address, 8);
    return { physical: memory.fetch(access.address) >>> 0, entries: entries() };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { errorCode: error.errorCode, address: memory.paging.faultAddress, entries: entries() };
  }
}

/** The same by the walk of lib/memory. */
function modelOutcome(directory: number, entry: number, access: Access, control: Control): unknown {
  const host = new HostMemory(4);
  store(host, directory, entry);
  const found = walk(tablesIn(host, x86Format), DIRECTORY, access, control);
  const entries = [host.read32(DIRECTORY + 4), host.read32(TABLE + 12)];
  if (found.type === "found") return { physical: found.frame * 4096 + (access.address % 4096), entries };
  return found.type === "pageFault" ? { errorCode: found.errorCode, address: found.address, entries } : found;
}

const accesses: readonly Access[] = (["read", "write"] as const).flatMap((kind) =>
  (["user", "supervisor"] as const).map((mode) => ({ address: LINEAR, kind, mode })),
);
const controls: readonly Control[] = [false, true].flatMap((writeProtect) =>
  [false, true].map((largePages) => ({ writeProtect, largePages })),
);

test("every combination of bits in both entries, CR0.WP, CR4.PSE, ring and kind of access: the walk of lib/memory", (t) => {
  let count = 0;
  const isTried = (_: number, at: number) => process.env.CI === "true" || at < 8 || at >= 24;
  const inDirectory = flags.filter(isTried);
  for (const access of accesses)
    for (const control of controls)
      for (const large of [0, 0x80])
        for (const above of inDirectory)
          for (const below of flags) {
            const directory = large === 0 || !control.largePages ? TABLE | above | large : 0xc0_0000 | above | large;
            const theirs = modelOutcome(directory, 0x5000 | below, access, control);
            const ours = machineOutcome(directory, 0x5000 | below, access, control);
            if (JSON.stringify(ours) !== JSON.stringify(theirs))
              t.deepEqual(ours, theirs, JSON.stringify({ access, control, directory, below }));
            count++;
          }
  t.is(count, 4 * 4 * 2 * inDirectory.length * flags.length);
});

test("a page of 4 MiB is found in the directory, and its low bits come from the address", (t) => {
  const load = { address: 0x40_3123, kind: "read", mode: "supervisor" } as const;
  const found = machineOutcome(0xc0_0081, 0, load, { writeProtect: true, largePages: true });
  t.deepEqual(found, { physical: 0xc0_3123, entries: [0xc0_00a1, 0] });
});

test("a reserved bit in the entry of a page of 4 MiB is a page fault that says so", (t) => {
  const load = { address: LINEAR, kind: "read", mode: "user" } as const;
  for (let bit = 13; bit <= 21; bit++) {
    const control = { writeProtect: true, largePages: true };
    const ours = machineOutcome(0x87 | (1 << bit), 0, load, control);
    t.like(ours, { errorCode: 0b1101, address: LINEAR });
    t.deepEqual(ours, modelOutcome(0x87 | (1 << bit), 0, load, control));
  }
});
