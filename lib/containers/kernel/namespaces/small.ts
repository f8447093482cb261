/**
 * The two smallest namespaces: a host name, and the top of the control groups that are seen.
 *
 * Source: uts_namespaces(7), cgroup_namespaces(7).
 *
 * @packageDocumentation
 */
import { Namespace } from "./namespace";
import type { UserNamespace } from "./user";

/** A host name of one's own. */
export class UtsNamespace extends Namespace {
  readonly kind = "uts";

  constructor(
    id: number,
    owner: UserNamespace | undefined,
    public hostname: string,
  ) {
    super(id, owner);
  }
}

/** The control group that its processes take for the top. */
export class CgroupNamespace extends Namespace {
  readonly kind = "cgroup";

  /** @param root - a path below the top of all, as "/docker/a"; "/" is the top */
  constructor(
    id: number,
    owner: UserNamespace | undefined,
    readonly root: string,
  ) {
    super(id, owner);
  }

  /** How a group's path looks from here: "/" for the root, with ".." for what lies outside. */
  show(path: string): string {
    const [from, to] = [names(this.root), names(path)];
    let same = 0;
    while (same < from.length && from[same] === to[same]) same++;
    return `/${[...from.slice(same).map(() => ".."), ...to.slice(same)].join("/")}`;
  }
}

function names(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}
