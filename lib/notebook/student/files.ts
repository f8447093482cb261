/**
 * The files of both sides, by path and digest.
 *
 * @packageDocumentation
 */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** The digest of a file that is there but cannot be read, and of a folder: equal to that of no file. */
const UNREADABLE = "unreadable";

/** The digests of the files below `root/folder`, hidden ones left out; the paths begin with `folder` and have slashes. */
export async function digestsBelow(root: string, folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of await filesBelow(root, folder)) found.set(file, (await digestOf(root, file)) ?? UNREADABLE);
  return found;
}

/** The SHA-256 of `root/file` in hexadecimal; undefined if nothing is there. */
export async function digestOf(root: string, file: string): Promise<string | undefined> {
  try {
    return createHash("sha256")
      .update(await readFile(path.join(root, file)))
      .digest("hex");
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "") ? undefined : UNREADABLE;
  }
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries.filter(({ name }) => !name.startsWith("."))) {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(root, file)));
    else files.push(file);
  }
  return files.sort();
}
