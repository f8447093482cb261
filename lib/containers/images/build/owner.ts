/**
 * Users and groups by name, as the image's own /etc/passwd and /etc/group tell. The host's have no say.
 *
 * @packageDocumentation
 */
import type { FileSystem } from "../../files";
import { type Instruction, wrongLine } from "../dockerfile/instruction";
import { textInside } from "./insidePath";

/** Numbers of a user and a group. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The numbers behind `user`, `user:group`, `1000` or `1000:50`.
 *
 * @throws {@link DomainError} naming the instruction's line if a name is unknown
 */
export function ownerOf(files: FileSystem, text: string, instruction: Instruction): Owner {
  const [user = "", group] = text.split(":");
  const row = rowOf(files, "etc/passwd", user);
  const uid = numberOf(user) ?? numberOf(row?.[2]);
  if (uid === undefined) throw wrongLine(instruction, "to name a user of the image's /etc/passwd", user);
  if (group === undefined) return { uid, gid: numberOf(row?.[3]) ?? (numberOf(user) === undefined ? uid : 0) };
  const gid = numberOf(group) ?? numberOf(rowOf(files, "etc/group", group)?.[2]);
  if (gid === undefined) throw wrongLine(instruction, "to name a group of the image's /etc/group", group);
  return { uid, gid };
}

function rowOf(files: FileSystem, path: string, name: string): readonly string[] | undefined {
  const rows = (textInside(files, path) ?? "").split("\n").map((line) => line.split(":"));
  return rows.find((row) => row[0] === name) ?? rows.find((row) => row[2] === name);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
