/**
 * A package manager as a program: it writes files of packages into the tree that it runs in, by system calls like any other program.
 *
 * ```text
 *   apt-get install -y curl    apk add curl    yum install -y curl
 *        └ what needs what ──► mkdir, open, write, chmod ──► /var/lib/installed
 * ```
 *
 * Left out: the network, signatures, scripts of packages, removing and upgrading.
 *
 * @packageDocumentation
 */
import type { Program, Request, SystemCalls } from "../kernel";
import { noise } from "./noise";
import { type Package, type PackageFile, samplePackages, withNeeds } from "./packages";

/** How a manager is told to install, and what it says of a name that it does not know. */
const dialects = {
  "apt-get": { install: "install", missing: (name: string) => `E: Unable to locate package ${name}\n`, status: 100 },
  apk: {
    install: "add",
    missing: (name: string) => `ERROR: unable to select packages:\n  ${name} (no such package)\n`,
    status: 1,
  },
  yum: {
    install: "install",
    missing: (name: string) => `No package ${name} available.\nError: Nothing to do\n`,
    status: 1,
  },
} as const;

const INSTALLED = "/var/lib/installed";

/**
 * The programs `apt-get`, `apk` and `yum`, which install from an index.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const root = new containers.MemoryFileSystem();
 * containers.applyLayer(root, containers.distributionTree("debianSlim"));
 * const programs = { ...containers.standardPrograms, ...containers.packageManagers() };
 * const install = (name: string) => containers.runCommand({ root, argv: ["/usr/bin/apt-get", "install", "-y", name], kernel: { programs } });
 * assert.equal(install("curl").stdout, "Setting up libssl\nSetting up ca-certificates\nSetting up curl\n");
 * assert.deepEqual([install("crul").exitCode, install("crul").stderr], [100, "E: Unable to locate package crul\n"]);
 * ```
 */
export function packageManagers(
  index: readonly Package[] = samplePackages,
): Record<"apt-get" | "apk" | "yum", Program> {
  const manager = (name: keyof typeof dialects): Program =>
    function* (sys, args) {
      const { install, missing, status } = dialects[name];
      const [action, ...names] = args.slice(1).filter((arg) => !arg.startsWith("-"));
      if (action !== install) return 0; // update, clean and the like have nothing to do here
      const packages = withNeeds(names, index);
      if (typeof packages === "string") {
        yield* sys.write(2, missing(packages));
        return status;
      }
      return yield* installAll(sys, packages);
    };
  return { "apt-get": manager("apt-get"), apk: manager("apk"), yum: manager("yum") };
}

function* installAll(sys: SystemCalls, packages: readonly Package[]): Generator<Request, number, unknown> {
  const before = yield* readText(sys, INSTALLED);
  const known = new Set(before.split("\n"));
  const wanted = packages.filter(({ name }) => !known.has(name));
  for (const { name, files } of wanted) {
    for (const file of files) {
      const wrong = yield* write(sys, file);
      if (wrong === undefined) continue;
      yield* sys.write(2, `${name}: cannot write ${file.path}: ${wrong}\n`);
      return 1;
    }
    yield* sys.write(1, `Setting up ${name}\n`);
  }
  const list = before + wanted.map(({ name }) => `${name}\n`).join("");
  if (wanted.length > 0) yield* write(sys, { path: INSTALLED, content: list });
  return 0;
}

function* write(
  sys: SystemCalls,
  { path, content, mode = 0o644 }: PackageFile,
): Generator<Request, string | undefined, unknown> {
  const parts = path.split("/").slice(1, -1);
  for (let at = 1; at <= parts.length; at++) yield* sys.mkdir(`/${parts.slice(0, at).join("/")}`, 0o755);
  const fd = yield* sys.open(path, ["O_WRONLY", "O_CREAT", "O_TRUNC"], mode);
  if (fd.type === "failed") return fd.error;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : noise(path, Math.round(content));
  for (let at = 0; at < bytes.length; ) {
    const written = yield* sys.write(fd.value, bytes.subarray(at));
    if (written.type === "failed") return written.error;
    at += written.value;
  }
  yield* sys.close(fd.value);
  return undefined;
}

function* readText(sys: SystemCalls, path: string): Generator<Request, string, unknown> {
  const fd = yield* sys.open(path);
  if (fd.type === "failed") return "";
  let text = "";
  for (;;) {
    const bytes = yield* sys.read(fd.value);
    if (bytes.type === "failed" || bytes.value.length === 0) break;
    text += new TextDecoder().decode(bytes.value);
  }
  yield* sys.close(fd.value);
  return text;
}
