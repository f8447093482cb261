/** The disk: sectors come and go as words through the data port, and nothing else of the disk changes. */
import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib/errors";
import { DiskController, SECTOR_BYTES } from "../../../lib/machine";

const SECTORS = 400;
const RUNS = process.env.CI === "true" ? 40 : 10;
const status = { busy: 0x80, data: 8, error: 1 } as const;

/** A driver that does what the standard asks, waiting for the clock. */
class Driver {
  now = 0;
  interrupts = 0;
  readonly first = Uint8Array.from({ length: SECTORS * SECTOR_BYTES }, (_, at) => (at >> 9) * 31 + at);
  readonly controller: DiskController;
  #level = false;

  constructor(disks?: readonly (Uint8Array | undefined)[]) {
    const line = (level: boolean) => {
      if (level && !this.#level) this.interrupts++;
      this.#level = level;
    };
    this.controller = new DiskController(() => this.now, line, disks ?? [this.first, undefined]);
  }

  command(command: number, sector = 0, count = 1, drive = 0xe0): void {
    const values = [count & 0xff, sector & 0xff, (sector >> 8) & 0xff, (sector >> 16) & 0xff, drive | (sector >> 24)];
    for (const [at, value] of values.entries()) this.controller.writePort(0x1f2 + at, value, 8);
    this.controller.writePort(0x1f7, command, 8);
  }

  /** Lets time pass until the disk is not busy; its status. */
  wait(): number {
    while ((this.controller.readPort(0x3f6, 8) & status.busy) !== 0) {
      this.now = this.controller.due;
      this.controller.advance();
    }
    return this.controller.readPort(0x1f7, 8);
  }

  read(bytes: number, width: 16 | 32): Uint8Array {
    const found = new DataView(new ArrayBuffer(bytes));
    for (let at = 0; at < bytes; at += width / 8) {
      if (at % SECTOR_BYTES === 0) this.wait();
      const value = this.controller.readPort(0x1f0, width);
      if (width === 16) found.setUint16(at, value, true);
      else found.setUint32(at, value, true);
    }
    return new Uint8Array(found.buffer);
  }

  write(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += 2) {
      if (at % SECTOR_BYTES === 0) this.wait();
      this.controller.writePort(0x1f0, view.getUint16(at, true), 16);
    }
    this.wait();
  }
}

/** Faster than to compare and to tell the difference. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

const place = fc.tuple(fc.nat(SECTORS - 1), fc.integer({ min: 1, max: 20 })).filter(([at, n]) => at + n <= SECTORS);

test("what is read is what lies there, in words of either width, in blocks of any size", (t) => {
  const property = fc.property(
    place,
    fc.constantFrom(16, 32),
    fc.constantFrom(0, 1, 2, 4, 8, 16),
    ([at, count], width, multiple) => {
      const driver = new Driver();
      if (multiple > 0) driver.command(0xc6, 0, multiple);
      driver.wait();
      driver.command(multiple === 0 ? 0x20 : 0xc4, at, count);
      const bytes = driver.read(count * SECTOR_BYTES, width);
      t.true(isSame(bytes, driver.first.slice(at * SECTOR_BYTES, (at + count) * SECTOR_BYTES)));
      t.is(driver.wait() & (status.data | status.error), 0);
      t.is(driver.interrupts, Math.ceil(count / Math.max(1, multiple)) + (multiple > 0 ? 1 : 0));
    },
  );
  t.notThrows(() => fc.assert(property, { seed: 6, numRuns: RUNS }));
});

test("what is written lies there, and nothing beside it changes", (t) => {
  const property = fc.property(place, fc.constantFrom(0, 2, 16), ([at, count], multiple) => {
    const driver = new Driver();
    const expected = driver.first.slice();
    const bytes = Uint8Array.from({ length: count * SECTOR_BYTES }, (_, index) => index * 7 + 1);
    expected.set(bytes, at * SECTOR_BYTES);
    if (multiple > 0) driver.command(0xc6, 0, multiple);
    driver.wait();
    driver.command(multiple === 0 ? 0x30 : 0xc5, at, count);
    driver.write(bytes);
    t.true(isSame(driver.first, expected));
  });
  t.notThrows(() => fc.assert(property, { seed: 6, numRuns: RUNS }));
});

test("a count of 0 is 256 sectors", (t) => {
  const driver = new Driver();
  driver.command(0x20, 10, 0);
  t.true(isSame(driver.read(256 * SECTOR_BYTES, 32), driver.first.slice(10 * SECTOR_BYTES, 266 * SECTOR_BYTES)));
});

test("cylinder, head and sector name the same sectors as their number", (t) => {
  const other = new Driver();
  for (const [port, value] of [
    [2, 1],
    [3, 5],
    [4, 0],
    [5, 0],
    [6, 0xa2],
    [7, 0x20],
  ] as const)
    other.controller.writePort(0x1f0 + port, value, 8);
  const sector = 2 * 63 + 4;
  t.deepEqual(other.read(SECTOR_BYTES, 16), other.first.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES));
});

test("a disk tells how many sectors it has", (t) => {
  const driver = new Driver();
  driver.command(0xec);
  const words = new DataView(driver.read(SECTOR_BYTES, 16).buffer);
  t.is(words.getUint32(120, true), SECTORS);
});

test("beyond the end nothing is found, and unknown commands are aborted", (t) => {
  const driver = new Driver();
  driver.command(0x20, SECTORS - 1, 2);
  t.is(driver.wait() & (status.error | status.data), status.error);
  t.is(driver.controller.readPort(0x1f1, 8), 0x10);
  driver.command(0x99);
  t.is(driver.wait() & status.error, status.error);
  t.is(driver.controller.readPort(0x1f1, 8), 4);
  driver.command(0x20, 3);
  t.deepEqual(driver.read(SECTOR_BYTES, 16), driver.first.slice(3 * SECTOR_BYTES, 4 * SECTOR_BYTES));
});

test("where no disk is, the status is 0; the second disk is another one", (t) => {
  const second = new Uint8Array(SECTOR_BYTES).fill(2);
  const driver = new Driver([new Uint8Array(SECTOR_BYTES).fill(1), second]);
  driver.command(0x20, 0, 1, 0xf0);
  t.deepEqual(driver.read(SECTOR_BYTES, 16), second);
  const alone = new Driver();
  alone.controller.writePort(0x1f6, 0xf0, 8);
  t.is(alone.controller.readPort(0x1f7, 8), 0);
});

test("no interrupts come while they are switched off", (t) => {
  const driver = new Driver();
  driver.controller.writePort(0x3f6, 2, 8);
  driver.command(0x20);
  driver.wait();
  t.is(driver.interrupts, 0);
});

test("whatever is written to its ports: an answer, and the disk keeps its size", (t) => {
  const access = fc.record({ port: fc.integer({ min: 0x1f0, max: 0x1f8 }), value: fc.nat(0xff), wait: fc.boolean() });
  const property = fc.property(fc.array(access, { maxLength: 200 }), (accesses) => {
    const driver = new Driver();
    for (const { port, value, wait } of accesses) {
      driver.controller.writePort(port === 0x1f8 ? 0x3f6 : port, value, 16);
      driver.controller.readPort(port === 0x1f8 ? 0x1f0 : port, 16);
      if (wait) driver.wait();
    }
    t.is(driver.first.length, SECTORS * SECTOR_BYTES);
  });
  t.notThrows(() => fc.assert(property, { seed: 6 }));
});

test("a disk that is not whole sectors is refused", (t) => {
  for (const bytes of [0, 511, 1000])
    t.throws(() => new Driver([new Uint8Array(bytes), undefined]), { instanceOf: DomainError });
});
