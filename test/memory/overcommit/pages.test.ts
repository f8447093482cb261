import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib/errors";
import { BalloonedGuest, OvercommittedHost } from "../../../lib/memory";
import { seeded } from "../../../lib/sim";

const PAGES = 12;
const names = ["A", "B", "C"];

type Operation = readonly [
  what: "write" | "scan" | "swapOut" | "balloon" | "deflate",
  vm: string,
  page: number,
  content: number,
];

const operation = fc.tuple(
  fc.constantFrom("write", "write", "write", "scan", "swapOut", "balloon", "deflate"),
  fc.constantFrom(...names),
  fc.nat(PAGES - 1),
  fc.integer({ min: 0, max: 5 }),
) as fc.Arbitrary<Operation>;

/** Runs operations on a host with room for all, and on a plain table of what each page should hold. */
function run(operations: readonly Operation[]) {
  const host = new OvercommittedHost(names.length * PAGES);
  for (const name of names) host.start({ name, pages: PAGES, shares: 1 });
  const expected = new Map<string, number>();
  for (const [what, vm, page, content] of operations) {
    const isBallooned = host.whereabouts(vm, page) === "ballooned";
    if (what === "write" && !isBallooned) {
      host.write(vm, page, content);
      expected.set(`${vm}${page}`, content);
    } else if (what === "scan") host.scan(vm);
    else if (what === "swapOut") host.swapOut(vm, page);
    else if (what === "balloon") {
      host.balloon(vm, page);
      expected.delete(`${vm}${page}`);
    } else if (what === "deflate") host.deflate(vm, page);
  }
  return { host, expected };
}

const programs = fc.array(operation, { maxLength: 80 });

test("sharing, swapping and ballooning of others never change what a machine reads", (t) => {
  fc.assert(
    fc.property(programs, (operations) => {
      const { host, expected } = run(operations);
      for (const vm of names)
        for (let page = 0; page < PAGES; page++)
          t.is(host.read(vm, page), expected.get(`${vm}${page}`) ?? 0, `${vm}${page}`);
    }),
    { seed: 12, numRuns: 2000 },
  );
});

test("frames are conserved, and no two machines reach one frame unless they hold the same", (t) => {
  fc.assert(
    fc.property(programs, (operations) => {
      const { host } = run(operations);
      const sharers = new Map<number, Set<number>>();
      for (const vm of names)
        for (let page = 0; page < PAGES; page++) {
          const frame = host.frameOf(vm, page);
          if (frame === undefined) continue;
          sharers.set(frame, (sharers.get(frame) ?? new Set()).add(host.read(vm, page)));
        }
      t.is(host.frames - host.freeFrames, sharers.size);
      for (const contents of sharers.values()) t.is(contents.size, 1);
    }),
    { seed: 13, numRuns: 2000 },
  );
});

test("a scan leaves one frame for each content", (t) => {
  fc.assert(
    fc.property(programs, (operations) => {
      const { host } = run(operations);
      for (const vm of names) host.scan(vm);
      for (const vm of names) host.scan(vm);
      const contents = new Set<number>();
      for (const vm of names)
        for (let page = 0; page < PAGES; page++)
          if (host.whereabouts(vm, page) === "resident") contents.add(host.read(vm, page));
      t.is(host.frames - host.freeFrames, contents.size);
    }),
    { seed: 14, numRuns: 1000 },
  );
});

test("a write to a shared page copies it, and the other keeps what it had", (t) => {
  const host = new OvercommittedHost(4);
  for (const name of ["A", "B"]) {
    host.start({ name, pages: 2, shares: 1 });
    host.write(name, 0, 7);
    host.scan(name);
  }
  t.is(host.freeFrames, 3);
  t.true(host.isShared("A", 0) && host.isShared("B", 0));
  host.write("A", 0, 8);
  t.deepEqual([host.read("A", 0), host.read("B", 0)], [8, 7]);
  t.false(host.isShared("B", 0));
  t.is(host.counts.copied, 1);
});

test("when no frame is free, whoever can make room is asked, and without room there is an error", (t) => {
  const host = new OvercommittedHost(1);
  host.start({ name: "A", pages: 2, shares: 1 });
  host.write("A", 0, 1);
  t.throws(() => host.write("A", 1, 2), { instanceOf: DomainError, message: /free frame.*1 frames in use/ });
  host.write("A", 1, 2, () => host.swapOut("A", 0));
  t.is(host.whereabouts("A", 0), "swapped");
  t.is(
    host.read("A", 0, () => host.swapOut("A", 1)),
    1,
  );
});

test("a guest gives its balloon what it never used, then its file cache, and nothing that it needs", (t) => {
  const host = new OvercommittedHost(100);
  host.start({ name: "A", pages: 50, shares: 1 });
  const guest = new BalloonedGuest(host, "A", 50);
  guest.fill({ imagePages: 10, dataPages: 10, cachePages: 10 }, 1, seeded(1));
  const needed = Array.from({ length: 20 }, (_, page) => host.read("A", page));
  t.is(guest.inflateTo(20), 20);
  t.is(guest.cacheDropped, 0);
  t.is(guest.inflateTo(50), 30);
  t.is(guest.cacheDropped, 10);
  t.is(host.residentPages("A"), 20);
  t.deepEqual(
    Array.from({ length: 20 }, (_, page) => host.read("A", page)),
    needed,
  );
  t.is(guest.inflateTo(0), 0);
  t.is(host.whereabouts("A", 49), "nowhere");
  t.is(guest.inflateTo(20), 20);
});

test("bad input is refused by name", (t) => {
  const host = new OvercommittedHost(2);
  host.start({ name: "A", pages: 2, shares: 1 });
  const wrong: [() => unknown, RegExp][] = [
    [() => new OvercommittedHost(0), /frames.*got 0/],
    [() => host.start({ name: "A", pages: 1, shares: 1 }), /name.*to be free, got "A"/],
    [() => host.start({ name: "B", pages: 1.5, shares: 1 }), /pages.*1\.5/],
    [() => host.start({ name: "B", pages: 1, shares: 0 }), /shares.*got 0/],
    [() => host.read("X", 0), /name.*got "X"/],
    [() => host.read("A", 2), /page.*0 to 1, got 2/],
    [
      () => new BalloonedGuest(host, "A", 2).fill({ imagePages: 3, dataPages: 0, cachePages: 0 }, 1, seeded(1)),
      /image.*2 pages, got 3/,
    ],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});
