/** Interrupt controllers: priorities, masks, ends, and how the two kinds are wired. */
import test from "ava";
import fc from "fast-check";
import { Board, InterruptController, IoApic, LocalApic } from "../../../lib/machine";

/** Two controllers as systems set them up: vectors 20h and 28h, nothing masked. */
function controllers(): InterruptController {
  const pic = new InterruptController();
  for (const [port, ...words] of [
    [0x20, 0x11],
    [0x21, 0x20, 4, 1],
    [0xa0, 0x11],
    [0xa1, 0x28, 2, 1],
  ] as const)
    for (const word of words) pic.writePort(port, word);
  return pic;
}

function endOf(pic: InterruptController, line: number): void {
  if (line >= 8) pic.writePort(0xa0, 0x20);
  pic.writePort(0x20, 0x20);
}

/** Lines from the highest priority to the lowest: those of the second controller come in the place of line 2. */
const byPriority = [0, 1, 8, 9, 10, 11, 12, 13, 14, 15, 3, 4, 5, 6, 7];

test("any lines at once are served by priority, each with its vector", (t) => {
  const property = fc.property(fc.subarray(byPriority), (lines) => {
    const pic = controllers();
    for (const line of lines) pic.setLine(line, true);
    const served: number[] = [];
    while (pic.pending) {
      const line = pic.acknowledge() - 0x20;
      served.push(line);
      endOf(pic, line);
    }
    t.deepEqual(
      served,
      byPriority.filter((line) => lines.includes(line)),
    );
  });
  t.notThrows(() => fc.assert(property, { seed: 6 }));
});

test("while one is served, only higher ones interrupt", (t) => {
  const property = fc.property(fc.constantFrom(...byPriority), fc.constantFrom(...byPriority), (served, other) => {
    fc.pre(served !== other);
    const pic = controllers();
    pic.setLine(served, true);
    pic.acknowledge();
    pic.setLine(other, true);
    // From outside, all lines of the second controller have the one priority of line 2: to the first one, it is being served.
    const isHigher = byPriority.indexOf(other) < byPriority.indexOf(served) && !(served >= 8 && other >= 8);
    t.is(pic.pending, isHigher);
    endOf(pic, served);
    t.is(pic.pending, true);
  });
  t.notThrows(() => fc.assert(property, { seed: 6 }));
});

test("a masked line waits until it is let through", (t) => {
  const pic = controllers();
  pic.writePort(0x21, 0x10);
  pic.setLine(4, true);
  t.false(pic.pending);
  t.is(pic.readPort(0x20), 0x10);
  pic.writePort(0x21, 0);
  t.true(pic.pending);
  t.is(pic.acknowledge(), 0x24);
  pic.writePort(0x20, 0x0b);
  t.is(pic.readPort(0x20), 0x10);
});

test("a line asks once for each rising edge", (t) => {
  const pic = controllers();
  pic.setLine(5, true);
  pic.acknowledge();
  endOf(pic, 5);
  pic.setLine(5, true);
  t.false(pic.pending);
  pic.setLine(5, false);
  pic.setLine(5, true);
  t.true(pic.pending);
});

/** Registers of the local APIC. */
const at = {
  id: 0x20,
  version: 0x30,
  task: 0x80,
  end: 0xb0,
  command: 0x300,
  timer: 0x320,
  count: 0x380,
  now: 0x390,
  divide: 0x3e0,
};

test("the local APIC hands over vectors by their classes", (t) => {
  const apic = new LocalApic(() => 0);
  for (const vector of [0x31, 0x52, 0x51, 0x40]) apic.request(vector);
  t.is(apic.acknowledge(), 0x52);
  t.false(apic.pending);
  apic.writeMemory(at.end, 0);
  t.is(apic.acknowledge(), 0x51);
  apic.writeMemory(at.end, 0);
  apic.writeMemory(at.task, 0x40);
  t.false(apic.pending);
  apic.writeMemory(at.task, 0x30);
  t.is(apic.acknowledge(), 0x40);
  t.is(apic.readMemory(0x100 + 0x20), 1);
  t.is(apic.readMemory(0x200 + 0x10), 1 << 17);
});

test("the local APIC's timer ticks again and again, or once", (t) => {
  let now = 1000;
  const apic = new LocalApic(() => now);
  apic.writeMemory(at.divide, 0xb);
  apic.writeMemory(at.timer, 0x2_0040);
  apic.writeMemory(at.count, 500);
  t.is(apic.due, 1500);
  now = 1200;
  t.is(apic.readMemory(at.now), 300);
  apic.advance(1500);
  t.is(apic.acknowledge(), 0x40);
  t.is(apic.due, 2000);
  apic.writeMemory(at.end, 0);
  apic.writeMemory(at.timer, 0x40);
  apic.advance(2000);
  t.true(apic.pending);
  t.is(apic.due, Infinity);
});

test("a message to itself reaches a processor, one to others reaches nobody", (t) => {
  const apic = new LocalApic(() => 0);
  apic.writeMemory(at.command, 0xc_0050);
  t.false(apic.pending);
  apic.writeMemory(at.command, 0x4_0050);
  t.is(apic.acknowledge(), 0x50);
});

test("the I/O APIC sends a vector for each edge, and for a level again after its end", (t) => {
  const sent: number[] = [];
  const apic = new IoApic((vector) => sent.push(vector));
  const program = (line: number, low: number) => {
    apic.writeMemory(0, 0x10 + 2 * line);
    apic.writeMemory(0x10, low);
    t.is(apic.readMemory(0x10) & ~0x4000, low);
  };
  program(4, 0x44);
  for (const level of [true, true, false, true]) apic.setLine(4, level);
  t.deepEqual(sent, [0x44, 0x44]);
  program(5, 0x8055);
  apic.setLine(5, true);
  apic.setLine(5, true);
  t.deepEqual(sent.slice(2), [0x55]);
  apic.end(0x55);
  t.deepEqual(sent.slice(2), [0x55, 0x55]);
  apic.setLine(5, false);
  apic.end(0x55);
  t.is(sent.length, 4);
  program(6, 0x1_0066);
  apic.setLine(6, true);
  t.is(sent.length, 4);
});

test("after power-on the 8259 reaches the processor; a system that masks LINT0 hears the I/O APIC alone", (t) => {
  const board = new Board({ now: () => 0, ram: { bytes: new Uint8Array(2 ** 20) } });
  for (const [port, ...words] of [
    [0x20, 0x11],
    [0x21, 0x20, 4, 1],
  ] as const)
    for (const word of words) board.pic.writePort(port, word);
  board.serial.writePort(0x3f9, 1);
  board.serial.receive("a");
  t.true(board.interrupts.pending);
  board.localApic.writeMemory(0x350, 0x1_0000);
  t.false(board.interrupts.pending);
  board.serial.readPort(0x3f8);
  board.ioApic.writeMemory(0, 0x18);
  board.ioApic.writeMemory(0x10, 0x24);
  board.serial.receive("b");
  t.is(board.interrupts.acknowledge(), 0x24);
});
