/**
 * Processes and control groups: who is in which, and what that changes.
 *
 * Source: cgroups(7).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { Kernel } from "../kernel";
import type { Process } from "./process";

/**
 * Moves a process into a group, which is made if there is none.
 *
 * @throws {@link DomainError} if the path is none for a group, or the group divides its resources among others
 */
export function moveToGroup(kernel: Kernel, process: Process, path: string): void {
  const { cgroups, scheduler } = kernel;
  makeGroup(kernel, path);
  const group = cgroups.lookup(path);
  if (group.type === "failed") throw new DomainError("cgroup", "to be a path of a group", path);
  const moved = cgroups.move(process.pids.get(kernel.first.pid)!, group.value);
  if (moved.type === "failed")
    throw new DomainError("cgroup", "to be a group without groups that divide its resources", path);
  process.task = { ...process.task, group: group.value.schedulingGroup };
  scheduler.change(process.task);
}

/**
 * Writes control files of a group, as "memory.max"; the controllers are handed down to it first.
 *
 * @throws {@link DomainError} if the kernel refuses one
 */
export function setLimits(kernel: Kernel, path: string, limits: Readonly<Record<string, string>>): void {
  const names = path.split("/").filter((name) => name !== "");
  for (let depth = 0; depth < names.length; depth++)
    kernel.cgroups.write(
      `/${[...names.slice(0, depth), "cgroup.subtree_control"].join("/")}`,
      "+cpu +memory +pids +io",
    );
  for (const [file, text] of Object.entries(limits)) {
    const written = kernel.cgroups.write(`${path}/${file}`, text);
    if (written.type === "failed") throw new DomainError(file, `to be accepted (${written.error})`, text);
  }
}

/**
 * Makes a group and those above it, as far as they are not there.
 *
 * @throws {@link DomainError} if the path is none for a group
 */
export function makeGroup({ cgroups }: Kernel, path: string): void {
  const names = path.split("/").filter((name) => name !== "");
  for (let depth = 1; depth <= names.length; depth++) {
    const made = cgroups.mkdir(`/${names.slice(0, depth).join("/")}`);
    if (made.type === "failed" && made.error !== "EEXIST")
      throw new DomainError("cgroup", "to be a path of a group", path);
  }
}
