/**
 * Where a student works: not in a clone of the course, but in a folder of their own with the package installed.
 *
 * @packageDocumentation
 */

import { dirname, join, relative } from "node:path";
import { hasRecord } from "./record";

/** Whether the package in `packageFolder` was installed by a package manager, rather than cloned. */
export function isInstalled(packageFolder: string): boolean {
  return packageFolder.split(/[\\/]/).includes("node_modules");
}

/** The nearest folder from `folder` upwards that the course was delivered to or the package was installed in; undefined if none is. */
export function studentFolder(folder: string, packageFolder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (hasRecord(current) || relative(join(current, "node_modules"), packageFolder) === "strata") return current;
    if (dirname(current) === current) return undefined;
  }
}
