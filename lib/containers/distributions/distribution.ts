/**
 * Linux distributions and a Windows base as file trees: everything that a base image brings, and no kernel.
 *
 * ```text
 *   /etc/os-release, passwd, …      configuration: which distribution this is
 *   /lib/ld-…, libc…                the C library and its linker: how programs reach the kernel
 *   /bin/sh, cat, …, apt-get        shell, tools, package manager
 *   /usr/share, /usr/lib, /var/lib  data, libraries, the list of packages
 * ```
 *
 * Trees are made to scale: one byte stands for 64. Sizes of files are noise that does not compress, so the compressed layer has the
 * compressed size of the real one. Where no published size is at hand, it is an assumption and says so. A hundred files stand for
 * thousands; BusyBox, in Alpine one program with many names, is a file for each name here.
 *
 * @packageDocumentation
 */
import { requirePositive } from "../../checks";
import { type BlobStore, type Image, storeImage, storeLayer, type TarEntry } from "../images";
import { linuxTree } from "./linux";
import { windowsTree } from "./windows";

/** What is known of a base image. */
export interface Distribution {
  readonly name: string;
  /** As `apk`; Windows bases have none. */
  readonly packageManager: string | undefined;
  readonly system: "linux" | "windows";
  /** The compressed base layer, in bytes. */
  readonly compressedBytes: number;
  /** Whether `compressedBytes` was published, or is assumed. */
  readonly size: "published" | "assumed";
  /** For /etc/os-release. */
  readonly id: string;
  readonly version: string;
  /** The C library's files, the linker first; the oldest kernel that it runs on is recalled, not looked up. */
  readonly library: {
    readonly name: string;
    readonly linker: string;
    readonly files: readonly string[];
    readonly oldestKernel?: string;
  };
}

const glibc = (version: string, oldestKernel: string) => ({
  name: `GNU C library ${version}`,
  linker: "/lib64/ld-linux-x86-64.so.2",
  files: ["libc.so.6", "libm.so.6"],
  oldestKernel,
});

/** Base images by name. Published sizes: official images for linux/amd64, January 2023. */
export const distributions = {
  debian: {
    name: "Debian 11",
    packageManager: "apt-get",
    system: "linux",
    compressedBytes: 55_025_206,
    size: "published",
    id: "debian",
    version: "11",
    library: glibc("2.31", "3.2"),
  },
  debianSlim: {
    name: "Debian 11, slim",
    packageManager: "apt-get",
    system: "linux",
    compressedBytes: 31_396_972,
    size: "published",
    id: "debian",
    version: "11",
    library: glibc("2.31", "3.2"),
  },
  alpine: {
    name: "Alpine 3.17",
    packageManager: "apk",
    system: "linux",
    compressedBytes: 3_370_628,
    size: "published",
    id: "alpine",
    version: "3.17",
    library: { name: "musl 1.2", linker: "/lib/ld-musl-x86_64.so.1", files: ["libc.musl-x86_64.so.1"] },
  },
  centos6: {
    name: "CentOS 6",
    packageManager: "yum",
    system: "linux",
    compressedBytes: 70_000_000,
    size: "assumed",
    id: "centos",
    version: "6",
    library: glibc("2.12", "2.6.18"),
  },
  ubuntu1404: {
    name: "Ubuntu 14.04",
    packageManager: "apt-get",
    system: "linux",
    compressedBytes: 66_000_000,
    size: "assumed",
    id: "ubuntu",
    version: "14.04",
    library: glibc("2.19", "2.6.24"),
  },
  windows: {
    name: "Windows base",
    packageManager: undefined,
    system: "windows",
    compressedBytes: 100_000_000,
    size: "assumed",
    id: "windows",
    version: "10.0.17763",
    library: { name: "ntdll", linker: "/Windows/System32/ntdll.dll", files: ["kernel32.dll", "KernelBase.dll"] },
  },
} as const satisfies Record<string, Distribution>;

/** The name of a base image. */
export type DistributionName = keyof typeof distributions;

/** How trees are made. */
export interface TreeOptions {
  /** Real bytes for one byte here; 64 if not given. */
  readonly scale?: number;
}

/**
 * The tree of a base image, as entries for a layer.
 *
 * @throws {@link DomainError} if the scale is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const root = new containers.MemoryFileSystem();
 * containers.applyLayer(root, containers.distributionTree("alpine"));
 * const { stdout } = containers.runCommand({ root, argv: ["sh", "-c", "head -n 1 /etc/os-release; uname -r"], environment: { PATH: "/bin" }, kernel: { release: "4.19" } });
 * assert.equal(stdout, 'NAME="Alpine 3.17"\n4.19\n');
 * ```
 */
export function distributionTree(name: DistributionName, { scale = 64 }: TreeOptions = {}): TarEntry[] {
  requirePositive({ scale });
  const distribution: Distribution = distributions[name];
  const bytes = Math.round(distribution.compressedBytes / scale);
  return distribution.system === "linux" ? linuxTree(distribution, bytes) : windowsTree(distribution, bytes);
}

/**
 * A base image of one layer, in a store.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const store = new containers.BlobStore();
 * const { manifest } = containers.baseImage(store, "alpine");
 * const realBytes = manifest.layers[0]!.size * 64;
 * assert.ok(Math.abs(realBytes / containers.distributions.alpine.compressedBytes - 1) < 0.05);
 * ```
 */
export function baseImage(store: BlobStore, name: DistributionName, options: TreeOptions = {}): Image {
  const { system, name: title }: Distribution = distributions[name];
  const layer = storeLayer(store, distributionTree(name, options));
  const shell = system === "linux" ? ["/bin/sh"] : ["cmd"];
  return storeImage(store, [layer], {
    os: system,
    architecture: "amd64",
    created: "1970-01-01T00:00:00Z",
    config: { ...(system === "linux" && { Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] }), Cmd: shell },
    history: [{ created_by: `ADD ${title} /` }],
  });
}
