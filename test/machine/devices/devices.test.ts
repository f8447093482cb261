/** Timer, serial port, keyboard, screen, clock, power: what systems ask of them. */
import test from "ava";
import fc from "fast-check";
import {
  Board,
  ClockMemory,
  INSTRUCTIONS_PER_TICK,
  Keyboard,
  SCREEN_ADDRESS,
  Screen,
  SerialPort,
  TICKS_PER_SECOND,
  Timer,
} from "../../../lib/machine";

/** A timer, a clock to be set, and the times of its rising edges. */
function timerAt(): { timer: Timer; clock: { now: number }; edges: number[] } {
  const clock = { now: 0 };
  const edges: number[] = [];
  let last = false;
  const timer = new Timer(
    () => clock.now,
    (level) => {
      if (level && !last) edges.push(clock.now);
      last = level;
    },
  );
  return { timer, clock, edges };
}

function program(timer: Timer, control: number, count: number): void {
  timer.writePort(0x43, control);
  timer.writePort(0x40 + (control >> 6), count & 0xff);
  timer.writePort(0x40 + (control >> 6), count >> 8);
}

test("modes 2 and 3 interrupt after each count, whatever it is", (t) => {
  const property = fc.property(fc.constantFrom(0x34, 0x36), fc.integer({ min: 2, max: 65536 }), (control, count) => {
    const { timer, clock, edges } = timerAt();
    program(timer, control, count & 0xffff);
    edges.length = 0;
    for (let times = 0; times < 3; times++) {
      clock.now = timer.due;
      timer.advance(clock.now);
    }
    t.deepEqual(
      edges,
      [1, 2, 3].map((times) => times * count * INSTRUCTIONS_PER_TICK),
    );
  });
  t.notThrows(() => fc.assert(property, { seed: 6 }));
});

test("mode 0 interrupts once", (t) => {
  const { timer, clock, edges } = timerAt();
  program(timer, 0x30, 1000);
  t.is(timer.due, 1000 * INSTRUCTIONS_PER_TICK);
  clock.now = timer.due;
  timer.advance(clock.now);
  t.deepEqual(edges, [clock.now]);
  t.is(timer.due, Infinity);
});

test("a counter that is late keeps its beat", (t) => {
  const { timer } = timerAt();
  program(timer, 0x34, 10);
  timer.advance(35 * INSTRUCTIONS_PER_TICK);
  t.is(timer.due, 40 * INSTRUCTIONS_PER_TICK);
});

test("a latched count stays until both bytes were read", (t) => {
  const { timer, clock } = timerAt();
  program(timer, 0x34, 0x1234);
  clock.now = 0x34 * INSTRUCTIONS_PER_TICK;
  timer.writePort(0x43, 0);
  clock.now += 5000;
  t.deepEqual([timer.readPort(0x40), timer.readPort(0x40)], [0x00, 0x12]);
  t.not(timer.readPort(0x40), 0);
  timer.writePort(0x43, 0xe2);
  t.is(timer.readPort(0x40) & 0x3f, 0x34);
});

test("counter 2 is measured by its gate, as systems do to learn their speed", (t) => {
  const { timer, clock } = timerAt();
  timer.writePort(0x61, 1);
  program(timer, 0xb0, 11932);
  t.is(timer.readPort(0x61) & 0x20, 0);
  clock.now = 11932 * INSTRUCTIONS_PER_TICK;
  t.is(timer.readPort(0x61) & 0x20, 0x20);
});

test("the serial port sends what is written and holds what is received", (t) => {
  const levels: boolean[] = [];
  const serial = new SerialPort((level) => levels.push(level));
  for (const byte of new TextEncoder().encode("héllo")) serial.writePort(0x3f8, byte);
  t.is(serial.output, "héllo");
  t.is(serial.readPort(0x3fd), 0x60);
  serial.receive("ab");
  t.is(serial.readPort(0x3fd), 0x61);
  t.false(levels.includes(true));
  serial.writePort(0x3f9, 1);
  t.true(levels.at(-1));
  t.is(serial.readPort(0x3fa), 4);
  t.deepEqual([serial.readPort(0x3f8), serial.readPort(0x3f8)], [0x61, 0x62]);
  t.false(levels.at(-1));
  t.is(serial.readPort(0x3fa), 1);
});

test("the serial port's divisor lies behind its data, and what it sends to itself comes back", (t) => {
  const serial = new SerialPort(() => {});
  serial.writePort(0x3fb, 0x83);
  serial.writePort(0x3f8, 0x34);
  serial.writePort(0x3f9, 0x12);
  t.deepEqual([serial.readPort(0x3f8), serial.readPort(0x3f9)], [0x34, 0x12]);
  serial.writePort(0x3fb, 3);
  serial.writePort(0x3fc, 0x1e);
  serial.writePort(0x3f8, 0xae);
  t.is(serial.readPort(0x3f8), 0xae);
  t.is(serial.readPort(0x3fe) & 0xf0, 0xd0);
  t.is(serial.output, "");
});

test("the transmitter tells of being empty once", (t) => {
  const levels: boolean[] = [];
  const serial = new SerialPort((level) => levels.push(level));
  serial.writePort(0x3f9, 2);
  t.true(levels.at(-1));
  t.is(serial.readPort(0x3fa), 2);
  t.false(levels.at(-1));
  serial.writePort(0x3f8, 65);
  t.true(levels.at(-1));
});

test("keys come as scan codes, pressed and released, with Shift where it is needed", (t) => {
  let edges = 0;
  const keyboard = new Keyboard(
    (level) => (edges += level ? 1 : 0),
    () => {},
  );
  keyboard.type("aB\n");
  const codes: number[] = [];
  while ((keyboard.readPort(0x64) & 1) !== 0) codes.push(keyboard.readPort(0x60));
  t.deepEqual(codes, [0x1e, 0x9e, 0x2a, 0x30, 0xb0, 0xaa, 0x1c, 0x9c]);
  t.true(edges >= codes.length);
  t.throws(() => keyboard.type("ß"), { message: 'Expected text to have characters of a US keyboard, got "ß".' });
});

test("the keyboard controller opens A20, and can ask for a reset", (t) => {
  let resets = 0;
  const keyboard = new Keyboard(
    () => {},
    () => resets++,
  );
  keyboard.writePort(0x64, 0xd1);
  keyboard.writePort(0x60, 0xdf);
  keyboard.writePort(0x64, 0xd0);
  t.is(keyboard.readPort(0x60), 0xdf);
  keyboard.writePort(0x64, 0xaa);
  t.is(keyboard.readPort(0x60), 0x55);
  t.is(resets, 0);
  keyboard.writePort(0x64, 0xfe);
  t.is(resets, 1);
});

test("the screen shows the characters that lie in memory", (t) => {
  const bytes = new Uint8Array(2 ** 20);
  const screen = new Screen({ bytes });
  for (const [at, code] of [...new TextEncoder().encode("second line")].entries())
    bytes[SCREEN_ADDRESS + 160 + 2 * at] = code;
  t.is(screen.text(), "\nsecond line");
  screen.writePort(0x3d4, 0x0e, 8);
  screen.writePort(0x3d5, 1, 8);
  screen.writePort(0x3d4, 0x450f, 16);
  t.is(screen.cursor, 0x145);
});

test("the clock goes on by instructions", (t) => {
  let now = 0;
  const clock = new ClockMemory(() => now, 64 * 2 ** 20);
  const read = (index: number) => {
    clock.writePort(0x70, index);
    return clock.readPort(0x71);
  };
  now = 3723 * TICKS_PER_SECOND * INSTRUCTIONS_PER_TICK;
  t.deepEqual([4, 2, 0].map(read), [0x01, 0x02, 0x03]);
  t.is(read(0x17) | (read(0x18) << 8), 63 * 1024);
});

test("a board is switched off by either power port, and told the status at a third", (t) => {
  for (const [port, value, status] of [
    [0x604, 0x2000, 0],
    [0xb004, 0x2000, 0],
    [0xf4, 3, 7],
  ] as const) {
    const { power } = new Board({ now: () => 0, ram: { bytes: new Uint8Array(2 ** 20) } });
    power.writePort(port, value & 0x1fff);
    t.is(power.isOff, port === 0xf4);
    power.writePort(port, value);
    t.true(power.isOff);
    t.is(power.status, status);
  }
});

test("a board's state is restored whole", (t) => {
  const options = { now: () => 0, ram: { bytes: new Uint8Array(2 ** 20) }, disk: new Uint8Array(1024).fill(7) };
  const board = new Board(options);
  board.serial.receive("waiting");
  board.keyboard.type("k");
  board.timer.writePort(0x43, 0x14);
  board.timer.writePort(0x40, 9);
  const state = board.save();
  const other = new Board({ ...options, disk: new Uint8Array(1024) });
  other.restore(state);
  t.deepEqual(other.save(), state);
  t.is(other.due, 900);
  t.is(other.disk.diskAt(0)![1000], 7);
});
