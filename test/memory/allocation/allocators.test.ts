import test from "ava";
import fc from "fast-check";
import * as memory from "../../../lib/memory";
import { programs, wrongWith } from "../../contracts/allocator";

const rivals = [memory.firstFit, memory.bestFit, memory.worstFit, memory.nextFit, memory.buddy, memory.pagedAllocator];

for (const make of rivals) {
  const { name } = make(1);

  test(`${name}: gives the frames that its rule names, conserves them, and coalesces`, (t) => {
    fc.assert(
      fc.property(programs, (program) => {
        const wrong = wrongWith(make, program);
        if (wrong !== undefined) throw new Error(wrong);
      }),
      { seed: 9, numRuns: 3000 },
    );
    t.pass();
  });

  test(`${name}: memory that is freed twice is refused with the owner's name`, (t) => {
    const allocator = make(8);
    allocator.allocate("A", 3);
    allocator.free("A");
    t.like(
      t.throws(() => allocator.free("A")),
      { name: "DomainError", message: 'Expected owner to hold memory, which is freed once, got "A".' },
    );
    t.is(allocator.freeFrames, 8);
  });

  test(`${name}: an owner that holds memory is not given more under the same name`, (t) => {
    const allocator = make(8);
    allocator.allocate("A", 3);
    t.throws(() => allocator.allocate("A", 1), { message: 'Expected owner to hold no memory yet, got "A".' });
  });

  test(`${name}: more VMs than frames is a refusal, and changes nothing`, (t) => {
    const allocator = make(4);
    for (const owner of ["A", "B", "C", "D"]) t.is(allocator.allocate(owner, 1).type, "placed");
    const before = JSON.stringify(allocator.extents());
    t.deepEqual(allocator.allocate("E", 1), { type: "refused", reason: "full", free: 0, largestHole: 0 });
    t.is(JSON.stringify(allocator.extents()), before);
    allocator.free("B");
    t.is(allocator.allocate("E", 1).type, "placed");
  });

  test(`${name}: sizes that are no whole number above 0 are the caller's mistake`, (t) => {
    for (const frames of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      t.throws(() => make(frames), { message: `Expected frames to be a whole number above 0, got ${frames}.` });
      t.throws(() => make(8).allocate("A", frames), {
        message: `Expected frames to be a whole number above 0, got ${frames}.`,
      });
    }
  });

  test(`${name}: a host of a terabyte is no larger than its holes`, (t) => {
    const allocator = make(2 ** 28);
    t.is(allocator.allocate("A", 2 ** 27).type, "placed");
    t.is(allocator.freeFrames, 2 ** 27);
  });
}

/** Allocators that are wrong in one thing each; the suite must see it. */
const broken: Readonly<Record<string, (frames: number) => memory.FrameAllocator>> = {
  "first fit that takes the largest hole": (frames) => renamed(memory.worstFit(frames), "first fit"),
  "next fit that starts from the low end": (frames) => renamed(memory.firstFit(frames), "next fit"),
  "best fit that takes frames in pieces": (frames) => renamed(memory.pagedAllocator(frames), "best fit"),
  "buddy that rounds nothing up": (frames) => renamed(memory.firstFit(frames), "buddy"),
  "paged that wants neighbours": (frames) => renamed(memory.firstFit(frames), "paged"),
  "one that forgets to give back": (frames) => {
    const allocator = memory.firstFit(frames);
    return Object.assign(renamed(allocator, "first fit"), { free: () => {} });
  },
  "one that counts a refusal as full": (frames) => {
    const allocator = memory.firstFit(frames);
    const allocate: typeof allocator.allocate = (owner, asked) => {
      const result = allocator.allocate(owner, asked);
      return result.type === "refused" ? { ...result, reason: "full" } : result;
    };
    return Object.assign(renamed(allocator, "first fit"), { allocate });
  },
};

for (const [name, make] of Object.entries(broken)) {
  test(`the suite sees ${name}`, (t) => {
    const run = fc.check(
      fc.property(programs, (program) => wrongWith(make, program) === undefined),
      { seed: 9, numRuns: 1000 },
    );
    t.true(run.failed);
  });
}

/** The same allocator under another name: held against another oracle. */
function renamed(allocator: memory.FrameAllocator, name: string): memory.FrameAllocator {
  return {
    name,
    frames: allocator.frames,
    get freeFrames() {
      return allocator.freeFrames;
    },
    allocate: (owner, frames) => allocator.allocate(owner, frames),
    free: (owner) => {
      allocator.free(owner);
    },
    extents: () => allocator.extents(),
    holes: () => allocator.holes(),
  };
}
