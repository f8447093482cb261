/**
 * Images and layers, measured: writing, reading, comparing and applying as files grow; opening a stack as layers grow; archives beside
 * tar-stream's.
 *
 * @packageDocumentation
 */
import {
  applyLayer,
  BlobStore,
  BuildCache,
  baseImage,
  buildImage,
  containerRoot,
  diffTrees,
  FileCalls,
  layerToUpper,
  listTree,
  MemoryFileSystem,
  readTar,
  storeImage,
  storeLayer,
  type TarEntry,
  tarEntry,
  writeTar,
} from "../../containers";
import type { Comparison, Growth } from "../benchCommand";
import { compare, median, seconds } from "../measure";

const CONTENT_BYTES = 4096;
const ROUNDS = 3;

/** The measurements of this part. */
export async function* imagesBench(): AsyncGenerator<Comparison | Growth> {
  yield await besideTarStream(2000);
  yield* byFiles([300, 3000, 30_000]);
  yield* byLayers([1, 10, 100]);
  yield* builds();
}

/** Files in directories of a hundred, each with content of its own. */
function entries(count: number, name = "f"): TarEntry[] {
  return Array.from({ length: count }, (_, at) =>
    tarEntry({
      path: `d${Math.floor(at / 100)}/${name}${at}`,
      type: "file",
      content: new Uint8Array(CONTENT_BYTES).fill(at),
    }),
  );
}

async function* byFiles(n: number[]): AsyncGenerator<Growth> {
  const times: Record<string, number[]> = {};
  const note = async (what: string, work: () => unknown) => {
    (times[what] ??= []).push(await seconds(() => Promise.resolve(work())));
  };
  for (const count of n) {
    const files = entries(count);
    const tree = new MemoryFileSystem();
    let tar!: Uint8Array;
    await note("writing an archive", () => (tar = writeTar(files)));
    await note("reading an archive", () => readTar(tar));
    await note("applying a layer", () => applyLayer(tree, files));
    await note("making an overlay's directory of a layer", () => layerToUpper(files, new MemoryFileSystem()));
    await note("finding what changed, of nothing", () => diffTrees(tree, tree));
  }
  for (const [what, ours] of Object.entries(times)) yield { name: `${what}, by files of 4 KiB`, unit: "s", n, ours };
}

/** A container's root on more and more layers of 50 files: putting it together, and reading every file through it. */
async function* byLayers(n: number[]): AsyncGenerator<Growth> {
  const [opening, reading]: [number[], number[]] = [[], []];
  for (const count of n) {
    const store = new BlobStore();
    const layers = Array.from({ length: count }, (_, at) => storeLayer(store, entries(50, `layer${at}-`), "none"));
    const image = storeImage(store, layers, { os: "linux", architecture: "amd64" });
    let root!: ReturnType<typeof containerRoot>;
    opening.push(await seconds(() => Promise.resolve((root = containerRoot(store, image)))));
    reading.push(await seconds(() => Promise.resolve(listTree(root.merged))));
  }
  yield { name: "unpacking layers of 50 files for a container, by layers", unit: "s", n, ours: opening };
  yield { name: "reading all files of its merged tree, by layers", unit: "s", n, ours: reading };
}

/** Builds with ever more instructions, without and with a cache. */
async function* builds(): AsyncGenerator<Growth> {
  const n = [3, 10, 30];
  const [cold, warm]: [number[], number[]] = [[], []];
  const store = new BlobStore();
  const images = { alpine: baseImage(store, "alpine") };
  const context = new MemoryFileSystem();
  FileCalls.on(context).writeFile("/a.txt", "hello");
  for (const count of n) {
    const lines = Array.from({ length: count }, (_, at) => `RUN echo ${at} > /srv/${at}`);
    const options = {
      dockerfile: ["FROM alpine", ...lines, ""].join("\n"),
      store,
      images,
      context,
      cache: new BuildCache(),
    };
    cold.push(await seconds(() => Promise.resolve(buildImage(options))));
    warm.push(await seconds(() => Promise.resolve(buildImage(options))));
  }
  yield { name: "building, nothing cached, by RUN instructions", unit: "s", n, ours: cold };
  yield { name: "building, all cached, by RUN instructions", unit: "s", n, ours: warm };
}

/** Megabytes of an archive a second as seconds a megabyte, so that less is better; tar-stream is there in a checkout alone. */
async function besideTarStream(count: number): Promise<Comparison> {
  const files = entries(count);
  const bytes = writeTar(files).length / 1e6;
  const ours: number[] = [];
  const theirs: number[] = [];
  const peer = await import("tar-stream").catch(() => undefined);
  for (let round = 0; round < ROUNDS; round++) {
    ours.push((await seconds(() => Promise.resolve(writeTar(files)))) / bytes);
    if (peer !== undefined) theirs.push((await seconds(() => packWith(peer, files))) / bytes);
  }
  const name = `writing an archive of ${count} files of 4 KiB`;
  const reason = "tar-stream is not installed here";
  if (peer === undefined) return compare(name, "s/MB", median(ours), null, null, reason);
  return compare(name, "s/MB", median(ours), median(theirs), "tar-stream");
}

async function packWith({ pack }: typeof import("tar-stream"), files: readonly TarEntry[]): Promise<number> {
  const writer = pack();
  for (const { path, content } of files) writer.entry({ name: path }, Buffer.from(content));
  writer.finalize();
  let length = 0;
  for await (const part of writer) length += (part as Uint8Array).length;
  return length;
}
