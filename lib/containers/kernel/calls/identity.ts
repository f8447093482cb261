/** Users, groups and capabilities. Numbers are those of the caller's user namespace. */
import { done, failed, type Result } from "../../result";
import { isCapable } from "../processes/privileges";
import type { SystemRequests } from "../program";
import type { Caller, Handlers } from "./caller";

type Identities = "getuid" | "getgid" | "setuid" | "setgid" | "setgroups" | "capget" | "capset" | "seccomp";

export const identityHandlers: Handlers<Pick<SystemRequests, Identities>> = {
  getuid: ({ process }) => done(process.namespaces.user.show("uid", process.identity.uid)),
  getgid: ({ process }) => done(process.namespaces.user.show("gid", process.identity.gid)),
  setuid: (caller, uid) => {
    const changed = become(caller, "uid", uid);
    const { process } = caller;
    // Who is root no longer loses root's powers.
    if (changed.type === "done" && process.identity.uid !== process.namespaces.user.toKernel("uid", 0))
      process.identity = { ...process.identity, effective: new Set() };
    return changed;
  },
  setgid: (caller, gid) => become(caller, "gid", gid),
  setgroups: ({ process }, groups) => {
    const { user } = process.namespaces;
    if (!isCapable(process, "CAP_SETGID", user) || user.setgroups === "deny" || user.gidMap.length === 0)
      return failed("EPERM");
    const numbers = groups.map((group) => user.toKernel("gid", group));
    if (numbers.some((number) => number === undefined)) return failed("EINVAL");
    process.identity = { ...process.identity, groups: numbers.map((number) => number!) };
    return done();
  },
  capget: ({ process }) => done([...process.identity.effective]),
  capset: ({ process }, keep) => {
    const { identity } = process;
    if (!keep.every((capability) => identity.bounding.has(capability))) return failed("EPERM");
    const kept = new Set(keep);
    const effective = new Set([...identity.effective].filter((capability) => kept.has(capability)));
    process.identity = { ...identity, effective, bounding: kept };
    return done();
  },
  seccomp: ({ process }, allowed) => {
    const { allowedCalls } = process;
    process.allowedCalls = new Set(allowed.filter((call) => allowedCalls?.has(call) ?? true));
    return done();
  },
};

function become({ process }: Caller, which: "uid" | "gid", id: number): Result {
  const { user } = process.namespaces;
  const kernelId = user.toKernel(which, id);
  if (kernelId === undefined) return failed("EINVAL");
  const may = isCapable(process, which === "uid" ? "CAP_SETUID" : "CAP_SETGID", user);
  if (!may && kernelId !== process.identity[which]) return failed("EPERM");
  process.identity = { ...process.identity, [which]: kernelId };
  return done();
}
