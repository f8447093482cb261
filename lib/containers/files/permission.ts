/**
 * Who may do what with an inode.
 *
 * ```text
 *   mode   s s t │ r w x │ r w x │ r w x        the first class that fits decides, even if a later one would allow more
 *                  owner   group   others       capabilities are asked last
 * ```
 *
 * Left out: access control lists, and what security modules add.
 *
 * Source: Linux, fs/namei.c (generic_permission, check_sticky); path_resolution(7).
 *
 * @packageDocumentation
 */
import type { Credentials } from "./credentials";
import type { Stat } from "./fileSystem";

/** What is asked for, as bits that may be added up. */
export const permission = { read: 4, write: 2, execute: 1 } as const;

/** Whether a credential holder may read, write, execute (search, for directories) an inode. */
export function may(stat: Stat, credentials: Credentials, asked: number): boolean {
  const { uid, gid, mode } = stat;
  const shift = credentials.uid === uid ? 6 : inGroup(credentials, gid) ? 3 : 0;
  if (((mode >> shift) & asked) === asked) return true;
  if (stat.type === "directory") {
    if ((asked & permission.write) === 0 && credentials.has("CAP_DAC_READ_SEARCH", stat)) return true;
    return credentials.has("CAP_DAC_OVERRIDE", stat);
  }
  if (asked === permission.read && credentials.has("CAP_DAC_READ_SEARCH", stat)) return true;
  // Even root executes only what somebody may execute.
  const executable = (asked & permission.execute) === 0 || (mode & 0o111) !== 0;
  return executable && credentials.has("CAP_DAC_OVERRIDE", stat);
}

/** Whether a group is one of the holder's. */
export function inGroup({ gid, groups }: Credentials, group: number): boolean {
  return gid === group || groups.includes(group);
}

/** Whether an inode belongs to the holder, or might as well. */
export function owns(stat: Stat, credentials: Credentials): boolean {
  return credentials.uid === stat.uid || credentials.has("CAP_FOWNER", stat);
}

/** Whether the sticky bit of a directory keeps the holder from removing or renaming an inode in it. */
export function isStuck(directory: Stat, victim: Stat, credentials: Credentials): boolean {
  if ((directory.mode & 0o1000) === 0) return false;
  return credentials.uid !== victim.uid && credentials.uid !== directory.uid && !credentials.has("CAP_FOWNER", victim);
}

/** The mode of a file after somebody wrote to it or changed its owner: set-user-ID goes, and set-group-ID where it meant that. */
export function withoutSetId(stat: Stat, credentials: Credentials): number {
  const isMember = inGroup(credentials, stat.gid) || credentials.has("CAP_FSETID", stat);
  const dropsGroup = (stat.mode & 0o2000) !== 0 && ((stat.mode & 0o010) !== 0 || !isMember);
  return stat.mode & ~0o4000 & ~(dropsGroup ? 0o2000 : 0);
}
