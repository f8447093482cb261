/**
 * An OCI layout as a directory of this computer's disk: where other tools write and read it.
 *
 * Only the layout's own files are looked at: `oci-layout`, `index.json` and `blobs/sha256/…`. Symbolic links are refused, so that a layout
 * of somebody else cannot make us read a file of ours.
 *
 * @see OCI image specification 1.0, image-layout.md
 *
 * @packageDocumentation
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Layout, type LayoutFiles, readLayout } from "../containers";
import { EnvironmentError } from "../errors";

/** How much a layout may hold. */
export interface LayoutLimits {
  /** Bytes of all files together; 1 GiB if not given. */
  readonly bytes?: number;
}

/**
 * Writes a layout into a directory, which is made if it is not there.
 *
 * @throws EnvironmentError if there is a layout already, or a file name is none of a layout
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { mkdtempSync, rmSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { containers, realHost } from "strata";
 *
 * const store = new containers.BlobStore();
 * const image = containers.storeImage(store, [], { os: "linux", architecture: "amd64" });
 * const folder = mkdtempSync(join(tmpdir(), "layout-"));
 * realHost.writeLayoutFolder(folder, containers.writeLayout(store, new Map([["empty", image.descriptor]])));
 * assert.equal(containers.imageOf(realHost.readLayoutFolder(folder), "empty").id, image.id);
 * rmSync(folder, { recursive: true });
 * ```
 */
export function writeLayoutFolder(folder: string, files: LayoutFiles): void {
  if (existsSync(join(folder, "index.json")))
    throw new EnvironmentError("not-allowed", `Expected ${folder} to hold no layout yet.`, folder);
  for (const [path, bytes] of files) {
    if (!/^(oci-layout|index\.json|blobs\/sha256\/[0-9a-f]{64})$/.test(path))
      throw new EnvironmentError("bad-file", `Expected a file of an OCI layout, got ${JSON.stringify(path)}.`, path);
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

/**
 * Reads a layout from a directory, and checks all digests and sizes.
 *
 * @throws EnvironmentError if it is too large, or holds a link where a file must be
 * @throws DomainError if a blob is not what its name or descriptor says
 */
export function readLayoutFolder(folder: string, { bytes: most = 2 ** 30 }: LayoutLimits = {}): Layout {
  const blobs = readdirSync(join(folder, "blobs/sha256"))
    .sort()
    .map((name) => `blobs/sha256/${name}`);
  let total = 0;
  const files = ["oci-layout", "index.json", ...blobs].map((path) => {
    const stat = lstatSync(join(folder, path));
    if (!stat.isFile()) throw new EnvironmentError("bad-file", `Expected ${path} to be a file.`, path);
    total += stat.size;
    if (total > most)
      throw new EnvironmentError("bad-file", `Expected at most ${most} bytes, got ${total} up to ${path}.`, total);
    return [path, new Uint8Array(readFileSync(join(folder, path)))] as const;
  });
  return readLayout(new Map(files));
}
