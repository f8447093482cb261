/**
 * File systems in layers, measured: building, looking up, reading and merging as files and layers grow; then beside memfs, a file system
 * in memory, and unionfs, a union of such.
 *
 * @packageDocumentation
 */
import { FileCalls, MemoryFileSystem, OverlayFileSystem, valueOf } from "../../containers";
import type { Comparison, Growth } from "../benchCommand";
import { compare, median, seconds } from "../measure";

/** Files of a directory. */
const EACH = 1000;
const LAYERS = 50;
const LOOKUPS = 50_000;
const ROUNDS = 3;

/** The measurements of this part. */
export async function* filesBench(): AsyncGenerator<Comparison | Growth> {
  yield* besidePeers();
  yield* byFiles([10_000, 100_000, 1_000_000]);
  yield* byLayers(1_000_000, [1, 10, LAYERS]);
}

function timed(work: () => void): Promise<number> {
  return seconds(() => Promise.resolve().then(work));
}

/** One file system: as many files, in directories of a thousand; or every n-th of them, beginning with `from`. */
function build(files: number, from = 0, step = 1): MemoryFileSystem {
  const made = new MemoryFileSystem();
  for (let directory = 0; directory * EACH < files; directory++) {
    const slot = { directory: made.root, name: `d${directory}` };
    const ino = valueOf(made.create(slot, { type: "directory", mode: 0o755, uid: 0, gid: 0 }), "create");
    for (let file = from; file < EACH; file += step)
      made.create({ directory: ino, name: `f${file}` }, { type: "file", mode: 0o644, uid: 0, gid: 0 });
  }
  return made;
}

/** Layers that share the directories; each file is in one of them. */
function stack(files: number, layers: number): OverlayFileSystem {
  const lower = Array.from({ length: layers }, (_, at) => build(files, at, layers));
  return new OverlayFileSystem({ lower, upper: new MemoryFileSystem() });
}

async function* byFiles(n: number[]): AsyncGenerator<Growth> {
  const [built, merged]: [number[], number[]] = [[], []];
  for (const files of n) {
    let overlay!: OverlayFileSystem;
    built.push(files / (await timed(() => void (overlay = stack(files, LAYERS)))));
    merged.push(files / (await timed(() => readAll(overlay))));
  }
  yield { name: `building, over files in ${LAYERS} layers`, unit: "files a second", n, ours: built };
  yield {
    name: `reading and merging directories, over files in ${LAYERS} layers`,
    unit: "names a second",
    n,
    ours: merged,
  };
}

async function* byLayers(files: number, n: number[]): AsyncGenerator<Growth> {
  const [first, again]: [number[], number[]] = [[], []];
  for (const layers of n) {
    const overlay = stack(files, layers);
    const look = () => lookUp(overlay, files);
    first.push((1e6 * (await timed(look))) / LOOKUPS);
    again.push((1e6 * (await timed(look))) / LOOKUPS);
  }
  const what = `of ${LOOKUPS.toLocaleString("en-US")} of ${files.toLocaleString("en-US")} files, over layers`;
  yield { name: `first lookup ${what}`, unit: "µs", n, ours: first };
  yield { name: `further lookup ${what}`, unit: "µs", n, ours: again };
}

/** Looks up files all over the tree, by their paths' two names. */
function lookUp(overlay: OverlayFileSystem, files: number): void {
  const stride = 7919; // prime, so that all directories and layers have their turn
  for (let at = 0; at < LOOKUPS; at++) {
    const file = (at * stride) % files;
    const directory = valueOf(
      overlay.lookup({ directory: overlay.root, name: `d${Math.floor(file / EACH)}` }),
      "lookup",
    );
    valueOf(overlay.lookup({ directory, name: `f${file % EACH}` }), "lookup");
  }
}

function readAll(overlay: OverlayFileSystem): void {
  for (const { ino } of valueOf(overlay.list(overlay.root), "list")) valueOf(overlay.list(ino), "list");
}

/** What ours and the peers are asked, by path. */
interface Files {
  mkdir(path: string): unknown;
  write(path: string, text: string): unknown;
  stat(path: string): unknown;
}

async function* besidePeers(): AsyncGenerator<Comparison> {
  const files = 20_000;
  const plain = await attempt(async () => {
    const { Volume } = await import("memfs");
    return () => filesOf(new Volume());
  });
  const union = await attempt(async () => {
    const { Volume } = await import("memfs");
    const { Union } = await import("unionfs");
    return () => {
      const volumes = Array.from({ length: 10 }, () => new Volume());
      const whole = new Union();
      for (const volume of volumes) whole.use(volume as never);
      return { layers: volumes.map(filesOf), whole: { stat: (path: string) => whole.statSync(path) } };
    };
  });
  yield await besideOne("making and writing a small file", "memfs", plain, ourFiles, (one) => fill(one, files), files);
  const [oursFull, peerFull] = [ourFiles(), typeof plain === "string" ? undefined : plain()];
  for (const one of [oursFull, peerFull]) if (one !== undefined) fill(one, files);
  yield await besideOne(
    "stat of a file by path",
    "memfs",
    peerFull === undefined ? String(plain) : () => peerFull,
    () => oursFull,
    (one) => statAll(one, files),
    files,
  );
  const [oursUnion, peerUnion] = [ourUnion(), typeof union === "string" ? undefined : union()];
  for (const one of [oursUnion, peerUnion]) one?.layers.forEach((layer, at) => fill(layer, files, at, 10));
  const whole = peerUnion?.whole;
  yield await besideOne(
    "stat of a file by path, in a union of 10",
    "unionfs on memfs",
    whole === undefined ? String(union) : () => whole,
    () => oursUnion.whole,
    (one) => statAll(one, files),
    files,
  );
}

/** Microseconds an operation, ours and the peer's, in turns. */
async function besideOne<T>(
  name: string,
  peerName: string,
  peer: (() => T) | string,
  ours: () => T,
  work: (one: T) => void,
  count: number,
): Promise<Comparison> {
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [one, other] = [ours(), typeof peer === "string" ? undefined : peer()];
    mine.push((1e6 * (await timed(() => work(one)))) / count);
    if (other !== undefined) theirs.push((1e6 * (await timed(() => work(other)))) / count);
  }
  const reason = typeof peer === "string" ? peer : undefined;
  return compare(
    `${name}, beside ${peerName}`,
    "µs",
    median(mine),
    reason === undefined ? median(theirs) : null,
    peerName,
    reason,
  );
}

function ourFiles(): Files {
  return ofCalls(FileCalls.on(new MemoryFileSystem()));
}

function ourUnion(): { layers: Files[]; whole: Pick<Files, "stat"> } {
  const lower = Array.from({ length: 10 }, () => new MemoryFileSystem());
  return {
    layers: lower.map((one) => ofCalls(FileCalls.on(one))),
    whole: ofCalls(FileCalls.on(new OverlayFileSystem({ lower }))),
  };
}

function ofCalls(calls: FileCalls): Files {
  return {
    mkdir: (path) => calls.mkdir(path),
    write: (path, text) => calls.writeFile(path, text),
    stat: (path) => valueOf(calls.stat(path), path),
  };
}

/** A peer's volume. */
function filesOf(volume: { mkdirSync: unknown; writeFileSync: unknown; statSync: unknown }): Files {
  const { mkdirSync, writeFileSync, statSync } = volume as Record<string, (...args: unknown[]) => unknown>;
  return {
    mkdir: (path) => mkdirSync!.call(volume, path),
    write: (path, text) => writeFileSync!.call(volume, path, text),
    stat: (path) => statSync!.call(volume, path),
  };
}

function fill(one: Files, files: number, from = 0, step = 1): void {
  for (let directory = 0; directory * EACH < files; directory++) one.mkdir(`/d${directory}`);
  for (let file = from; file < files; file += step) one.write(`/d${Math.floor(file / EACH)}/f${file % EACH}`, "hello");
}

function statAll(one: Pick<Files, "stat">, files: number): void {
  for (let file = 0; file < files; file++) one.stat(`/d${Math.floor(file / EACH)}/f${file % EACH}`);
}

/** A peer, or why there is none. */
async function attempt<T>(load: () => Promise<T>): Promise<T | string> {
  try {
    return await load();
  } catch (error) {
    return (error as Error).message.split("\n")[0] ?? "failed";
  }
}
