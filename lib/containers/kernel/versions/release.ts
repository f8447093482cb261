/** Versions of kernels: "6.1", "4.15.0-20-generic", "2.6.32". */
import { DomainError } from "../../../errors";

/** Three numbers: major, minor and patch. */
export type Version = readonly [number, number, number];

/**
 * Reads a release.
 *
 * @throws {@link DomainError} if it does not begin with two numbers
 */
export function parseRelease(release: string): Version {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release);
  if (match === null) throw new DomainError("release", 'to be a version as "6.1"', release);
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Whether a release is the other one or came after it. */
export function isAtLeast(release: string, other: string): boolean {
  const [one, two] = [parseRelease(release), parseRelease(other)];
  const at = one.findIndex((number, place) => number !== two[place]);
  return at < 0 || one[at]! > two[at]!;
}
