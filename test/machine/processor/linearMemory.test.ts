/** Loads and stores by linear address: the same as on bytes, across pages too, and through a TLB that is as stale as a real one. */
import test from "ava";
import fc from "fast-check";
import { Bus, Fault, LinearMemory, Ram } from "../../../lib/machine/processor";

const PAGE = 4096;
const BYTES = 4 * PAGE;
const PRESENT_WRITABLE_USER = 7;

function flat(): { memory: LinearMemory; ram: Ram } {
  const ram = new Ram(BYTES);
  return { memory: new LinearMemory(ram, new Bus(ram)), ram };
}

/** Page tables in the first two pages: linear page n is the frame that `frames` says. */
function paged(frames: readonly number[]): {
  memory: LinearMemory;
  ram: Ram;
  map: (page: number, entry: number) => void;
} {
  const { memory, ram } = flat();
  const map = (page: number, entry: number) => {
    ram.write32(PAGE + 4 * page, entry);
  };
  ram.write32(0, PAGE | PRESENT_WRITABLE_USER);
  frames.forEach((frame, page) => {
    map(page, (frame * PAGE) | PRESENT_WRITABLE_USER);
  });
  Object.assign(memory.paging, { enabled: true, root: 0 });
  return { memory, ram, map };
}

const access = fc.record({
  width: fc.constantFrom(8, 16, 32),
  linear: fc.oneof(fc.nat(BYTES - 5), fc.integer({ min: PAGE - 5, max: PAGE + 2 })),
  value: fc.integer(),
  how: fc.constantFrom("store", "load", "update"),
});

test("loads and stores are those of bytes in memory, wherever they cross a page", (t) => {
  fc.assert(
    fc.property(fc.array(access), (accesses) => {
      const { memory } = flat();
      const naive = new DataView(new ArrayBuffer(BYTES));
      for (const { width, linear, value, how } of accesses) {
        if (how === "store") store(memory, naive, { width, linear, value });
        else t.is(loadedBy(memory, how, linear, width), read(naive, linear, width));
      }
    }),
    { seed: 6, numRuns: 200 },
  );
});

function store(
  memory: LinearMemory,
  naive: DataView,
  { width, linear, value }: { width: number; linear: number; value: number },
): void {
  if (width === 8) {
    memory.store8(linear, value);
    naive.setUint8(linear, value);
  } else if (width === 16) {
    memory.store16(linear, value);
    naive.setUint16(linear, value, true);
  } else {
    memory.store32(linear, value);
    naive.setInt32(linear, value, true);
  }
}

function loadedBy(memory: LinearMemory, how: string, linear: number, width: number): number {
  if (how === "update") return memory.loadForUpdate(linear, width as 8 | 16 | 32);
  return width === 8 ? memory.load8(linear) : width === 16 ? memory.load16(linear) : memory.load32(linear);
}

function read(naive: DataView, linear: number, width: number): number {
  if (width === 8) return naive.getUint8(linear);
  return width === 16 ? naive.getUint16(linear, true) : naive.getInt32(linear, true);
}

test("a fault of the second page is at its first byte, and nothing was stored in the first", (t) => {
  const { memory, map } = paged([2, 3]);
  map(1, 0);
  const fault = t.throws(() => memory.store32(PAGE - 2, -1), { instanceOf: Fault, any: true });
  t.like(fault, { exception: "PF", errorCode: 2 });
  t.is(memory.paging.faultAddress, PAGE);
  t.is(memory.load16(PAGE - 2), 0);
});

test("the TLB keeps what the tables said until it is told to forget", (t) => {
  const { memory, ram, map } = paged([2]);
  ram.write8(2 * PAGE, 22);
  ram.write8(3 * PAGE, 33);
  t.is(memory.load8(0), 22);
  map(0, (3 * PAGE) | PRESENT_WRITABLE_USER);
  t.is(memory.load8(0), 22);
  memory.invalidate(0);
  t.is(memory.load8(0), 33);
  map(0, (2 * PAGE) | PRESENT_WRITABLE_USER);
  memory.flush();
  t.is(memory.load8(0), 22);
});

test("the first store to a page that was only read sets D in its entry", (t) => {
  const { memory, ram } = paged([2]);
  memory.load8(0);
  t.is(ram.read32(PAGE) & 0x60, 0x20);
  memory.store8(0, 1);
  t.is(ram.read32(PAGE) & 0x60, 0x60);
});

test("rights of ring 0 do not become those of ring 3 in the TLB", (t) => {
  const { memory, map } = paged([2]);
  map(0, (2 * PAGE) | 3);
  memory.store8(0, 1);
  memory.user = true;
  t.throws(() => memory.load8(0), { instanceOf: Fault, any: true });
  t.is(
    memory.asSupervisor(() => memory.load8(0)),
    1,
  );
  t.throws(() => memory.load8(0), { instanceOf: Fault, any: true });
});

test("whoever watches code hears of a store before it, and of an update before it is computed", (t) => {
  const { memory } = flat();
  const heard: string[] = [];
  memory.onCodeWrite = (physical, bytes) => {
    heard.push(`${physical} ${bytes} ${memory.load8(physical)}`);
  };
  memory.store8(100, 7);
  memory.watchCode(0);
  memory.store8(100, 8);
  memory.loadForUpdate(100, 16);
  memory.loadForUpdate(PAGE - 1, 32);
  t.deepEqual(heard, ["100 1 7", "100 2 8", `${PAGE - 1} 1 0`]);
  memory.unwatchCode(0);
  memory.store8(100, 9);
  t.is(heard.length, 3);
});
