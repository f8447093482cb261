/**
 * User namespaces: numbers of users inside, and which numbers of the kernel's they stand for.
 *
 * ```text
 *   /proc/PID/uid_map          inside   0 …  65535
 *   "0 100000 65536"                    │       │
 *   inside first, outside       outside 100000  165535     (as the parent namespace numbers them)
 *   first, how many                     │       │
 *                               kernel  100000  165535     through all parents
 *   a number without a line shows as 65534, "nobody"
 * ```
 *
 * A process that makes a user namespace has every capability in it, and none outside. The map is written once, by whom the rules allow.
 *
 * Left out: /proc/PID/projid_map, more than one group of subordinate ids, newuidmap's set-user-ID helper.
 *
 * Source: user_namespaces(7), "User and group ID mappings: uid_map and gid_map".
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import { Namespace } from "./namespace";

/** What a number without a mapping looks like. */
export const OVERFLOW_ID = 65_534;

/** The most lines that a map may have. */
const MAX_LINES = 340;

/** How deep user namespaces may nest below the first. */
export const MAX_USER_DEPTH = 32;

/** One line of a map. */
export interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** The whole range, mapped to itself: the first user namespace. */
export const identityMap: readonly IdRange[] = [{ inside: 0, outside: 0, count: 4_294_967_295 }];

/** Who writes a map. */
export interface MapWriter {
  /** The writer's number in the kernel. */
  readonly id: number;
  /** Whether it has CAP_SETUID (CAP_SETGID) in the namespace's parent. */
  readonly mayMapOthers: boolean;
  /** The number of the user who made the namespace. */
  readonly ownerId: number;
}

/** A user namespace. */
export class UserNamespace extends Namespace {
  readonly kind = "user";
  uidMap: readonly IdRange[] = [];
  gidMap: readonly IdRange[] = [];
  /** Whether processes in it may call setgroups. */
  setgroups: "allow" | "deny" = "allow";

  /**
   * @param ownerUid - the kernel's number of the user who made it
   */
  constructor(
    id: number,
    readonly parent: UserNamespace | undefined,
    readonly ownerUid: number,
    readonly ownerGid: number,
  ) {
    super(id, parent);
    if (parent === undefined) this.uidMap = this.gidMap = identityMap;
  }

  /** 0 for the first. */
  get level(): number {
    return this.parent === undefined ? 0 : this.parent.level + 1;
  }

  /** The kernel's number for one inside; nothing if it is not mapped. */
  toKernel(which: "uid" | "gid", inside: number): number | undefined {
    const outside = shift(this.#map(which), inside, "inside", "outside");
    return outside === undefined || this.parent === undefined ? outside : this.parent.toKernel(which, outside);
  }

  /** The number inside for one of the kernel's; nothing if it is not mapped. */
  fromKernel(which: "uid" | "gid", kernelId: number): number | undefined {
    const outside = this.parent === undefined ? kernelId : this.parent.fromKernel(which, kernelId);
    return outside === undefined ? undefined : shift(this.#map(which), outside, "outside", "inside");
  }

  /** As `fromKernel`; a number that is not mapped shows as 65534. */
  show(which: "uid" | "gid", kernelId: number): number {
    return this.fromKernel(which, kernelId) ?? OVERFLOW_ID;
  }

  /** Writes the map, once. `EPERM` if the rules forbid it, `EINVAL` if the text is no map. */
  writeMap(which: "uid" | "gid", text: string, writer: MapWriter): Result {
    const ranges = parseMap(text);
    if (this.#map(which).length > 0) return failed("EPERM");
    if (ranges === undefined) return failed("EINVAL");
    if (!writer.mayMapOthers && !this.#mapsOnlySelf(which, ranges, writer)) return failed("EPERM");
    const inParent = (id: number) => this.parent?.toKernel(which, id) !== undefined;
    if (!ranges.every(({ outside, count }) => inParent(outside) && inParent(outside + count - 1)))
      return failed("EPERM");
    if (which === "uid") this.uidMap = ranges;
    else this.gidMap = ranges;
    return done();
  }

  /** One line, one number: the writer's own. For groups, only after setgroups was given up. */
  #mapsOnlySelf(which: "uid" | "gid", ranges: readonly IdRange[], writer: MapWriter): boolean {
    const [only] = ranges;
    if (ranges.length !== 1 || only === undefined || only.count !== 1) return false;
    if (which === "gid" && this.setgroups === "allow") return false;
    return this.parent?.toKernel(which, only.outside) === writer.id;
  }

  #map(which: "uid" | "gid"): readonly IdRange[] {
    return which === "uid" ? this.uidMap : this.gidMap;
  }
}

function shift(ranges: readonly IdRange[], id: number, from: "inside" | "outside", to: "inside" | "outside") {
  const range = ranges.find((one) => id >= one[from] && id < one[from] + one.count);
  return range === undefined ? undefined : id - range[from] + range[to];
}

/** Lines of three numbers, which must not overlap on either side. */
function parseMap(text: string): IdRange[] | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0 || lines.length > MAX_LINES) return undefined;
  const ranges: IdRange[] = [];
  for (const line of lines) {
    const numbers = line.trim().split(/\s+/);
    if (numbers.length !== 3 || !numbers.every((number) => /^\d+$/.test(number))) return undefined;
    const [inside, outside, count] = numbers.map(Number) as [number, number, number];
    if (count === 0 || inside + count > 4_294_967_295 || outside + count > 4_294_967_295) return undefined;
    const overlaps = (side: "inside" | "outside", start: number) =>
      ranges.some((one) => start < one[side] + one.count && one[side] < start + count);
    if (overlaps("inside", inside) || overlaps("outside", outside)) return undefined;
    ranges.push({ inside, outside, count });
  }
  return ranges;
}
