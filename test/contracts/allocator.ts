/**
 * What every allocator of frames keeps, and an oracle for each: an array with the owner of every frame, searched frame by
 * frame.
 */
import fc from "fast-check";
import type * as memory from "../../lib/memory";

/** One step of a program. VMs are numbers; a VM that runs is not started again. */
export interface Step {
  readonly type: "start" | "stop";
  readonly vm: number;
  readonly frames: number;
}

/** Programs on a small host, where ties and refusals are frequent. */
export const programs = fc.record({
  frames: fc.integer({ min: 1, max: 40 }),
  steps: fc.array(
    fc.record({
      type: fc.constantFrom("start" as const, "start" as const, "stop" as const),
      vm: fc.nat(9),
      frames: fc.integer({ min: 1, max: 14 }),
    }),
    { maxLength: 60, size: "max" },
  ),
});

/** The owner of every frame; `undefined` is free, and `lost` frames are held but not used. */
type Owners = (string | undefined)[];

/** The frames that an allocation takes, or none if it must be refused. `after` is the frame behind the last placement. */
type Oracle = (owners: Owners, asked: number, after: number) => number[] | undefined;

/** The rules, word by word. */
export const oracles: Readonly<Record<string, Oracle>> = {
  "first fit": (owners, asked) => take(runs(owners).find(fits(asked)), asked),
  "best fit": (owners, asked) => take(least(runs(owners).filter(fits(asked)), 1), asked),
  "worst fit": (owners, asked) => take(least(runs(owners).filter(fits(asked)), -1), asked),
  "next fit": (owners, asked, after) => {
    const large = runs(owners).filter(fits(asked));
    return take(large.find((run) => run[run.length - 1]! >= after) ?? large[0], asked);
  },
  buddy: (owners, asked) => {
    for (let size = 1; size <= owners.length; size *= 2) {
      if (size < asked) continue;
      const block = smallestBlock(owners, size);
      if (block !== undefined) return block;
    }
    return undefined;
  },
  paged: (owners, asked) => {
    const free = [...owners.keys()].filter((frame) => owners[frame] === undefined);
    return free.length < asked ? undefined : free.slice(0, asked);
  },
};

/** Runs a program on an allocator and on its oracle; tells the first difference or broken law, if any. */
export function wrongWith(
  make: (frames: number) => memory.FrameAllocator,
  { frames, steps }: { readonly frames: number; readonly steps: readonly Step[] },
): string | undefined {
  const allocator = make(frames);
  const owners: Owners = new Array<undefined>(frames).fill(undefined);
  let after = 0;
  for (const [at, { type, vm, frames: asked }] of steps.entries()) {
    const owner = `vm ${vm}`;
    const runsAlready = owners.includes(owner);
    if (type === "stop" && runsAlready) {
      allocator.free(owner);
      for (const [frame, one] of owners.entries()) if (one === owner) owners[frame] = undefined;
    } else if (type === "start" && !runsAlready) {
      const expected = oracles[allocator.name]!([...owners], asked, after);
      const came = allocator.allocate(owner, asked);
      const wrong = compare(came, expected, asked, owners);
      if (wrong !== undefined) return `step ${at}: ${wrong}`;
      for (const frame of expected ?? []) owners[frame] = owner;
      if (expected !== undefined) after = expected[expected.length - 1]! + 1;
    }
    const broken = brokenLaw(allocator, owners);
    if (broken !== undefined) return `after step ${at}: ${broken}`;
  }
  return undefined;
}

function compare(
  came: memory.Placed | memory.Refused,
  expected: number[] | undefined,
  asked: number,
  owners: Owners,
): string | undefined {
  if (came.type === "refused") {
    if (expected !== undefined) return `refused ${asked} frames`;
    const free = owners.filter((owner) => owner === undefined).length;
    if (came.free !== free) return `said ${came.free} frames are free, ${free} are`;
    return came.reason === (free < asked ? "full" : "fragmented") ? undefined : `refused as ${came.reason}`;
  }
  const got = came.extents.flatMap((extent) => frameNumbers(extent));
  const used = came.extents.reduce((sum, extent) => sum + extent.used, 0);
  if (used !== asked) return `gave ${used} frames to use in place of ${asked}`;
  return JSON.stringify(got) === JSON.stringify(expected) ? undefined : `gave ${String(got)}, not ${String(expected)}`;
}

/** Frames are conserved, nobody overlaps, holes and extents together are the memory, in order. */
function brokenLaw(allocator: memory.FrameAllocator, owners: Owners): string | undefined {
  const seen: Owners = new Array<undefined>(owners.length).fill(undefined);
  for (const extent of allocator.extents()) {
    for (const frame of frameNumbers(extent)) {
      if (seen[frame] !== undefined) return `frame ${frame} has two owners`;
      seen[frame] = extent.owner;
    }
  }
  if (JSON.stringify(seen) !== JSON.stringify(owners)) return "other owners than the oracle's";
  const free = allocator.holes().flatMap(frameNumbers);
  if (free.some((frame, at) => at > 0 && frame <= free[at - 1]!)) return "holes overlap or are out of order";
  if (free.some((frame) => seen[frame] !== undefined)) return "a hole lies over an owner";
  const held = owners.filter((owner) => owner !== undefined).length;
  if (free.length + held !== owners.length || allocator.freeFrames !== free.length) return "frames are not conserved";
  return allocator.name === "buddy" ? brokenBuddies(allocator) : brokenHoles(allocator, owners);
}

/** No two holes touch: they coalesce. */
function brokenHoles(allocator: memory.FrameAllocator, owners: Owners): string | undefined {
  return allocator.holes().length === runs(owners).length ? undefined : "neighbouring holes did not coalesce";
}

/** Blocks are aligned powers of two, and no two free ones are buddies. */
function brokenBuddies(allocator: memory.FrameAllocator): string | undefined {
  const all = [...allocator.holes(), ...allocator.extents()];
  if (all.some(({ first, frames }) => !Number.isInteger(Math.log2(frames)) || first % frames !== 0)) {
    return "a block is no power of two, or misaligned";
  }
  const free = new Set(allocator.holes().map(({ first, frames }) => `${first}+${frames}`));
  const buddies = allocator.holes().find(({ first, frames }) => free.has(`${first ^ frames}+${frames}`));
  return buddies === undefined ? undefined : `the buddy of frame ${buddies.first} is free, too`;
}

function frameNumbers({ first, frames }: memory.Run): number[] {
  return Array.from({ length: frames }, (_, at) => first + at);
}

/** Runs of free frames. */
function runs(owners: Owners): number[][] {
  const found: number[][] = [];
  for (const [frame, owner] of owners.entries()) {
    if (owner !== undefined) continue;
    if (frame > 0 && owners[frame - 1] === undefined) found[found.length - 1]!.push(frame);
    else found.push([frame]);
  }
  return found;
}

function fits(asked: number): (run: number[]) => boolean {
  return (run) => run.length >= asked;
}

function least(of: number[][], sign: 1 | -1): number[] | undefined {
  return of.reduce<number[] | undefined>(
    (best, run) => (best === undefined || sign * run.length < sign * best.length ? run : best),
    undefined,
  );
}

function take(run: number[] | undefined, asked: number): number[] | undefined {
  return run?.slice(0, asked);
}

/**
 * The lowest block of `size` frames that buddies would hand out: aligned and free; from the smallest free aligned block
 * that holds it.
 */
function smallestBlock(owners: Owners, size: number): number[] | undefined {
  for (let whole = size; whole <= owners.length; whole *= 2) {
    for (let first = 0; first + whole <= owners.length; first += whole) {
      if (isFree(owners, first, whole) && !isFree(owners, first - (first % (2 * whole)), 2 * whole)) {
        return frameNumbers({ first, frames: size });
      }
    }
  }
  return undefined;
}

function isFree(owners: Owners, first: number, frames: number): boolean {
  if (first + frames > owners.length) return false;
  return owners.slice(first, first + frames).every((owner) => owner === undefined);
}
