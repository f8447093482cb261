/**
 * What a probe says in words, and for every set of namespaces.
 *
 * @packageDocumentation
 */
import { type NamespaceKind, namespaceKinds } from "../namespaces/namespace";
import { type Isolation, type ProbeRow, probe } from "./probe";
import { type Resource, resources } from "./trials";

/** The resources that the lecture lists, in its order. */
export const lectureResources: readonly Resource[] = resources.slice(0, 5);

/** Names of what is isolated and what is shared. */
export interface ProbeLists {
  readonly isolated: readonly Resource[];
  readonly shared: readonly Resource[];
}

/** Sorts the rows of a probe into two lists. */
export function probeLists(rows: readonly ProbeRow[], of: readonly Resource[] = resources): ProbeLists {
  const names = (isIsolated: boolean) =>
    rows.filter((row) => row.isIsolated === isIsolated && of.includes(row.resource)).map(({ resource }) => resource);
  return { isolated: names(true), shared: names(false) };
}

/**
 * The lists as the lecture prints them.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const rows = containers.probe(containers.container, containers.container);
 * const lists = containers.probeLists(rows, containers.lectureResources);
 * assert.equal(
 *   containers.probeText(lists),
 *   "Isolated:\n- Memory\n- File system\n- Network\n- Devices\nShared:\n- OS Kernel\n",
 * );
 * ```
 */
export function probeText({ isolated, shared }: ProbeLists): string {
  const lines = (names: readonly string[]) => names.map((name) => `- ${name}\n`).join("");
  return `Isolated:\n${lines(isolated)}Shared:\n${lines(shared)}`;
}

/** What two processes with these namespaces of their own share. */
export interface SubsetRow {
  readonly namespaces: readonly NamespaceKind[];
  readonly isolated: readonly Resource[];
}

/**
 * Probes pairs of processes that have only certain namespaces of their own, and all of root's powers.
 *
 * @param subsets - which; every subset of the seven kinds if not given
 * @returns one row for each subset, in the same order
 */
export function probeSubsets(
  subsets: readonly (readonly NamespaceKind[])[] = allSubsets(namespaceKinds),
  more: Omit<Isolation, "namespaces"> = {},
): SubsetRow[] {
  return subsets.map((namespaces) => {
    const isolation = { ...more, namespaces };
    return { namespaces, isolated: probeLists(probe(isolation, isolation)).isolated };
  });
}

/** Every subset of a list, the small ones first. */
export function allSubsets<T>(items: readonly T[]): T[][] {
  const subsets = items.reduce<T[][]>((found, item) => [...found, ...found.map((one) => [...one, item])], [[]]);
  return subsets.sort((a, b) => a.length - b.length);
}
