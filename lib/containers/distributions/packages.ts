/**
 * Packages as a distribution's repository offers them: what each needs, and which files it brings.
 *
 * Names are real, sizes are assumed and to the scale of the trees, and versions are left out.
 *
 * @packageDocumentation
 */

/** One file of a package. */
export interface PackageFile {
  /** Absolute. */
  readonly path: string;
  /** A text, or how many bytes of something. */
  readonly content: string | number;
  readonly mode?: number;
}

/** One package. */
export interface Package {
  readonly name: string;
  /** Packages that it needs. */
  readonly needs: readonly string[];
  readonly files: readonly PackageFile[];
}

const SCALE = 64;
const MB = 1_000_000 / SCALE;

/** What package managers of the small kernel find, if they are given nothing else. */
export const samplePackages: readonly Package[] = [
  { name: "ca-certificates", needs: [], files: [{ path: "/etc/ssl/certs/ca-certificates.crt", content: 0.2 * MB }] },
  { name: "libssl", needs: [], files: [{ path: "/usr/lib/libssl.so.1.1", content: 2.5 * MB, mode: 0o755 }] },
  {
    name: "curl",
    needs: ["libssl", "ca-certificates"],
    files: [
      { path: "/usr/bin/curl", content: 0.3 * MB, mode: 0o755 },
      { path: "/usr/lib/libcurl.so.4", content: 0.6 * MB, mode: 0o755 },
    ],
  },
  {
    name: "nginx",
    needs: ["libssl"],
    files: [
      { path: "/usr/sbin/nginx", content: 1.1 * MB, mode: 0o755 },
      { path: "/etc/nginx/nginx.conf", content: "worker_processes auto;\nhttp { include conf.d/*.conf; }\n" },
      { path: "/usr/share/nginx/html/index.html", content: "<h1>Welcome to nginx!</h1>\n" },
    ],
  },
  {
    name: "python3",
    needs: ["libssl"],
    files: [
      { path: "/usr/bin/python3", content: 5.5 * MB, mode: 0o755 },
      { path: "/usr/lib/python3/stdlib", content: 22 * MB },
    ],
  },
  { name: "nodejs", needs: ["libssl"], files: [{ path: "/usr/bin/node", content: 40 * MB, mode: 0o755 }] },
];

/**
 * A package and all that it needs, each once, needs first.
 *
 * @returns the missing name if there is no such package
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const found = containers.withNeeds(["curl"], containers.samplePackages);
 * assert.deepEqual(Array.isArray(found) && found.map(({ name }) => name), ["libssl", "ca-certificates", "curl"]);
 * assert.equal(containers.withNeeds(["no-such"], containers.samplePackages), "no-such");
 * ```
 */
export function withNeeds(names: readonly string[], index: readonly Package[]): readonly Package[] | string {
  const chosen = new Set<Package>();
  const visit = (name: string, above: readonly string[]): string | undefined => {
    const found = index.find((one) => one.name === name);
    if (found === undefined) return name;
    if (chosen.has(found) || above.includes(name)) return undefined;
    for (const need of found.needs) {
      const missing = visit(need, [...above, name]);
      if (missing !== undefined) return missing;
    }
    chosen.add(found);
    return undefined;
  };
  for (const name of names) {
    const missing = visit(name, []);
    if (missing !== undefined) return missing;
  }
  return [...chosen];
}
