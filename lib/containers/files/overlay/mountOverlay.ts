/**
 * Mounts an overlay by its options, as mount(8) gives them to the kernel.
 *
 * ```text
 *   lowerdir=/top:/base,upperdir=/mine/upper,workdir=/mine/work,redirect_dir=on
 *            topmost first                           empty, beside the upper directory, on its file system
 * ```
 *
 * Linux makes each copy in the work directory and moves it into place, so that nobody sees half of one. Here it is only checked.
 * Left out: `index`, `metacopy` and `nfs_export`, unless they are off; data-only layers (`::`).
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst, "Overlay Objects", "Sharing and copying layers"; fs/overlayfs/params.c.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import type { FileCalls } from "../fileCalls";
import type { Place } from "../mounts";
import { MAX_LOWER_LAYERS, OverlayFileSystem } from "./overlayFileSystem";

/** Options that are accepted, and the values that they may have. */
const known: Readonly<Record<string, readonly string[] | undefined>> = {
  redirect_dir: ["on", "off", "follow"],
  userxattr: [""],
  index: ["off"],
  metacopy: ["off"],
  nfs_export: ["off"],
  xino: ["off", "auto"],
};

/** The most file systems that may be stacked on one another. */
const MAX_DEPTH = 2;

/**
 * Makes the overlay that the options describe.
 *
 * @param options - as in mount(8), separated by commas
 * @param calls - finds the paths in them
 * @returns `EINVAL` for options that do not fit together, `ENOENT` for a directory that is missing, `ELOOP` for layers in one another
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const calls = containers.FileCalls.on(new containers.MemoryFileSystem());
 * for (const path of ["/image", "/mine", "/work"]) calls.mkdir(path);
 * calls.writeFile("/image/motd", "hello");
 * const overlay = containers.mountOverlay("lowerdir=/image,upperdir=/mine,workdir=/work", calls);
 * const files = containers.FileCalls.on(containers.valueOf(overlay, "mount"));
 * assert.equal(containers.valueOf(files.readText("/motd"), "read"), "hello");
 * assert.deepEqual(containers.mountOverlay("lowerdir=/image,upperdir=/image,workdir=/work", calls), containers.failed("ELOOP"));
 * ```
 */
export function mountOverlay(options: string, calls: FileCalls): Result<OverlayFileSystem> {
  const given = new Map(options.split(",").map((option) => split(option)));
  const { lowerdir, upperdir, workdir, ...others } = Object.fromEntries(given) as Record<string, string | undefined>;
  if (Object.entries(others).some(([name, value]) => known[name]?.includes(value ?? "") !== true))
    return failed("EINVAL");
  if (others["redirect_dir"] === "on" && others["userxattr"] !== undefined) return failed("EINVAL");
  const lower = directories(calls, lowerdir?.split(":") ?? []);
  if (lower.type === "failed") return lower;
  const top = directories(
    calls,
    [upperdir, workdir].filter((path) => path !== undefined),
  );
  if (top.type === "failed") return top;
  const [upper, work] = upperdir === undefined ? [undefined, undefined] : top.value;
  if (!isComplete(lower.value.length, upper, work)) return failed("EINVAL");
  if (upper !== undefined && work !== undefined && !areApart(upper, work)) return failed("EINVAL");
  // Whiteouts cannot be made through an overlay, so that it cannot be an upper layer.
  if (upper?.mount.fileSystem instanceof OverlayFileSystem) return failed("EINVAL");
  if (lower.value.some((one, at) => isWithin(one, [...lower.value.filter((_, other) => other !== at), upper, work])))
    return failed("ELOOP");
  const overlay = new OverlayFileSystem({
    lower: lower.value.map(layerAt),
    ...(upper !== undefined && { upper: layerAt(upper) }),
    redirectDir: others["redirect_dir"] === "on" ? "on" : "off",
    userxattr: others["userxattr"] !== undefined,
  });
  return overlay.depth > MAX_DEPTH ? failed("EINVAL") : done(overlay);
}

function split(option: string): [string, string] {
  const at = option.indexOf("=");
  return at < 0 ? [option, ""] : [option.slice(0, at), option.slice(at + 1)];
}

/** The directories at some paths; anything else is no layer. */
function directories(calls: FileCalls, paths: readonly string[]): Result<readonly Place[]> {
  const places: Place[] = [];
  for (const path of paths) {
    if (path === "") return failed("EINVAL");
    const place = calls.place(path);
    if (place.type === "failed") return place;
    const stat = calls.stat(path);
    if (stat.type === "failed" || stat.value.type !== "directory") return failed("EINVAL");
    places.push(place.value);
  }
  return done(places);
}

/** A lower layer at least, two without an upper one; and work beside upper. */
function isComplete(lower: number, upper: Place | undefined, work: Place | undefined): boolean {
  if (lower > MAX_LOWER_LAYERS || lower < (upper === undefined ? 2 : 1)) return false;
  return upper === undefined || work !== undefined;
}

/** Whether upper and work directory are on one mount, and neither lies in the other. */
function areApart(upper: Place, work: Place): boolean {
  return upper.mount === work.mount && !isWithin(upper, [work]) && !isWithin(work, [upper]);
}

/** Whether a directory is one of others, or lies below one. */
function isWithin({ mount, ino }: Place, others: readonly (Place | undefined)[]): boolean {
  const { fileSystem } = mount;
  for (let at = ino; ; ) {
    if (others.some((other) => other?.mount.fileSystem === fileSystem && other.ino === at)) return true;
    const parent = fileSystem.parent(at);
    if (parent.type === "failed" || parent.value === at) return false;
    at = parent.value;
  }
}

function layerAt({ mount, ino }: Place) {
  return { fileSystem: mount.fileSystem, root: ino };
}
