/**
 * Random sequences of file operations: few names, so that they meet each other, and now and then something odd.
 */
import { type Random, seeded } from "../../../../lib/sim";

/** Who (0: root, 1: a user), which call, and its arguments. */
export type Operation = readonly [0 | 1, string, ...(string | number)[]];

/** What is run: how the lower layers are made, and what is done with the mounted whole. */
export interface Sequence {
  /** Of each lower layer, topmost first; none for a plain directory. */
  readonly layers: readonly (readonly Operation[])[];
  readonly upper: boolean;
  /** Mount options beyond the layers. */
  readonly options: "" | ",redirect_dir=on" | ",userxattr";
  readonly operations: readonly Operation[];
}

const names = ["a", "a", "b", "b", "c"];
const texts = ["", "x", "hello", "0123456789"];

/** The sequence of a seed. */
export function sequenceOf(seed: number, kind: "plain" | "overlay"): Sequence {
  const random = seeded(seed);
  const drawn = Array.from({ length: random.pick([10, 20, 30, 60]) }, () => operation(random));
  if (kind === "plain") return { layers: [], upper: true, options: "", operations: [...layer(random), ...drawn] };
  const options = random.pick(["", "", ",redirect_dir=on", ",redirect_dir=on", ",userxattr"] as const);
  const operations = options === ",userxattr" ? drawn.filter(isNoLink) : drawn;
  const layers = Array.from({ length: 1 + random.integer(3) }, () => [...layer(random), ...marks(random, options)]);
  // Linux wants two lower layers at least where there is no upper one.
  return { layers, upper: layers.length < 2 || random.integer(8) > 0, options, operations };
}

/**
 * An exception: pipes, devices and symbolic links have no `user.*` attributes, so with userxattr Linux cannot note where they came from,
 * takes two names of one for two files, and renaming one to the other gives `ESTALE`. Ours knows that they are one.
 */
function isNoLink([, name]: Operation): boolean {
  return name !== "link";
}

/** What makes a layer. */
function layer(random: Random): Operation[] {
  const made = Array.from({ length: 6 + random.integer(12) }, (): Operation => {
    const path = plainPath(random);
    return random.pick<() => Operation>([
      () => [0, "mkdir", path, random.pick([0o755, 0o755, 0o777, 0o700])],
      () => [0, "mkdir", path, 0o755],
      () => [0, "write", path, 0o101, random.pick([0o644, 0o666, 0o600]), 0, random.pick(texts)],
      () => [0, "write", path, 0o101, 0o644, 0, random.pick(texts)],
      () => [0, "link", plainPath(random), path],
      () => [0, "symlink", target(random), path],
      () => [0, "mknod", path, random.pick(["fifo", "character"]), 0o644, 1, 3],
      () => [0, "lchown", path, random.pick([0, 1000]), random.pick([0, 1000, 2000])],
      () => [0, "chmod", path, randomMode(random)],
      () => [0, "setx", path, random.pick(["user.x", "trusted.x", "security.x"]), random.pick(texts), 0],
    ])();
  });
  return [[0, "chmod", "/", 0o777], ...made];
}

/** Whiteouts and opaque directories, as an upper layer that became a lower one has them. */
function marks(random: Random, options: string): Operation[] {
  const prefix = options === ",userxattr" ? "user" : "trusted";
  return Array.from({ length: random.integer(4) }, (): Operation => {
    const path = plainPath(random);
    return random.pick<() => Operation>([
      () => [0, "mknod", path, "character", 0, 0, 0],
      () => [0, "setx", path, `${prefix}.overlay.opaque`, random.pick(["y", "y", "x"]), 0],
      () => [0, "setx", path, `${prefix}.overlay.whiteout`, "", 0],
    ])();
  });
}

function operation(random: Random): Operation {
  const who = random.integer(4) === 0 ? 1 : 0;
  const [path, other] = [anyPath(random), anyPath(random)];
  return random.pick<() => Operation>([
    () => [who, "mkdir", path, random.pick([0o755, 0o777, 0o1777, 0o2775])],
    () => [who, "mkdir", path, 0o777],
    () => [who, "rmdir", path],
    () => [who, "rmdir", path],
    () => [who, "unlink", path],
    () => [who, "unlink", path],
    () => [who, "rename", path, other, 0],
    () => [who, "rename", path, other, 0],
    () => [who, "rename", path, other, random.integer(3)],
    () => [who, "link", path, other],
    () => [who, "link", path, other],
    () => [who, "symlink", target(random), path],
    () => [
      who,
      "mknod",
      path,
      random.pick(["file", "fifo", "character", "block", "socket"]),
      0o666,
      random.integer(2),
      0,
    ],
    () => [
      who,
      "write",
      path,
      flags(random),
      random.pick([0o644, 0o666, 0o6777]),
      random.integer(4),
      random.pick(texts),
    ],
    () => [who, "write", path, 0o1 | (random.integer(2) * 0o100), 0o666, random.integer(4), random.pick(texts)],
    () => [who, "truncate", path, random.integer(8)],
    () => [who, "chmod", path, randomMode(random)],
    () => [who, "chown", path, random.pick([-1, 0, 1000]), random.pick([-1, 0, 1000, 2000])],
    () => [who, "lchown", path, random.pick([-1, 0, 1000]), random.pick([-1, 0, 1000, 2000])],
    () => [who, "setx", path, xattr(random), random.pick(texts), random.integer(3)],
    () => [who, "removex", path, xattr(random)],
    () => [who, "getx", path, xattr(random)],
    () => [who, "listx", path],
    () => [who, "read", path],
    () => [who, "hold", path],
    () => [who, "readheld"],
    () => [who, "readlink", path],
    () => [who, "stat", path],
    () => [who, "lstat", path],
    () => [who, "list", path],
    () => [who, "access", path, random.integer(8)],
  ])();
}

function plainPath(random: Random): string {
  return Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => `/${random.pick(names)}`).join("");
}

function anyPath(random: Random): string {
  const path = plainPath(random);
  switch (random.integer(24)) {
    case 0:
      return `${path}/`;
    case 1:
      return `${path}/.`;
    case 2:
      return `${path}/..`;
    case 3:
      return path.slice(1);
    case 4:
      return random.pick(["", "/", ".", "..", "/..", `/${"n".repeat(256)}`, `${path}/../${random.pick(names)}`]);
    default:
      return path;
  }
}

function target(random: Random): string {
  return random.pick([plainPath(random), random.pick(names), `../${random.pick(names)}`, ".", "/", "a/"]);
}

function flags(random: Random): number {
  const extra = [0o100, 0o200, 0o1000, 0o2000, 0o200000, 0o400000].filter(() => random.integer(3) === 0);
  return extra.reduce((sum, flag) => sum | flag, random.integer(3));
}

function randomMode(random: Random): number {
  return random.pick([0o755, 0o644, 0o777, 0o700, 0o4755, 0o2755, 0o1777, 0o2777, 0o6711, 0o000, 0o500]);
}

function xattr(random: Random): string {
  return random.pick([
    "user.x",
    "user.x",
    "user.y",
    "trusted.x",
    "security.x",
    "other.x",
    "trusted.overlay.opaque",
    "user.",
  ]);
}
