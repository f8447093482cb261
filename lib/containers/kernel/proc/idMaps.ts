/** /proc/PID/uid_map and gid_map: how a user namespace's numbers look to a reader, and who may write them. */
import { failed, type Result } from "../../result";
import type { UserNamespace } from "../namespaces/user";
import { isCapable } from "../processes/privileges";
import type { Process } from "../processes/process";

/** The lines of a map. The outside is the parent's for readers in the namespace, the reader's own for others. */
export function mapText(which: "uid" | "gid", user: UserNamespace, reader: Process): string {
  const { user: readers } = reader.namespaces;
  const outside = readers === user ? user.parent : readers;
  const ranges = which === "uid" ? user.uidMap : user.gidMap;
  const lines = ranges.map(({ inside, outside: above, count }) => {
    const kernelId = user.parent?.toKernel(which, above) ?? above;
    const shown = outside?.fromKernel(which, kernelId) ?? above;
    return [inside, shown, count].map((number) => String(number).padStart(10)).join(" ");
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** Writes a map, if the writer is in the namespace or in its parent, and powerful enough. */
export function writeMap(which: "uid" | "gid", user: UserNamespace, writer: Process, text: string): Result {
  const { parent } = user;
  const isNear = [user, parent].includes(writer.namespaces.user);
  const capability = which === "uid" ? "CAP_SETUID" : "CAP_SETGID";
  if (parent === undefined || !isNear || !isCapable(writer, capability, user)) return failed("EPERM");
  return user.writeMap(which, text, {
    id: writer.identity[which],
    mayMapOthers: isCapable(writer, capability, parent),
    ownerId: which === "uid" ? user.ownerUid : user.ownerGid,
  });
}
