/**
 * Which image runs on which kernel: by running it there.
 *
 * ```text
 *                kernel 2.6.18   3.5        6.1
 *   old image    runs            runs       runs       kernels keep their old calls
 *   new image    kernel too old  ENOSYS     runs       and programs come to need new ones
 *   Windows      ENOEXEC         ENOEXEC    ENOEXEC    other calls altogether
 * ```
 *
 * An image brings files: programs, libraries, a distribution's name. It brings no kernel; that is always the host's.
 *
 * @packageDocumentation
 */
import { FileCalls, type FileSystem, MemoryFileSystem } from "../../files";
import { Sink } from "../devices/sink";
import { type Executable, executableBytes } from "../executable";
import { Kernel } from "../kernel";
import type { Program } from "../program";
import { standardPrograms } from "../programs/standard";
import { print, readFile } from "../programs/text";

/** A file tree, and what is run in it. */
export interface ProbeImage {
  readonly name: string;
  readonly root: FileSystem;
  readonly command: readonly string[];
}

/** A host's kernel. */
export interface HostKernel {
  readonly release: string;
  readonly architecture?: Executable["architecture"];
}

/** What became of one image on one kernel. */
export interface CompatibilityRow {
  readonly image: string;
  readonly release: string;
  readonly architecture: Executable["architecture"];
  readonly runs: boolean;
  /** The error's name from `execve`, the last line on standard error, or nothing. */
  readonly reason: string;
  readonly stdout: string;
}

/**
 * Runs every image on every kernel.
 *
 * @param programs - further programs, which executables of the images name
 * @returns one row for each pair, image by image
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const image = containers.applicationImage({ name: "new", systemCalls: ["getrandom"] });
 * const rows = containers.runOnKernels([image], [{ release: "3.5" }, { release: "6.1" }]);
 * assert.deepEqual(rows.map(({ runs }) => runs), [false, true]);
 * ```
 */
export function runOnKernels(
  images: readonly ProbeImage[],
  kernels: readonly HostKernel[],
  programs: Readonly<Record<string, Program>> = {},
): CompatibilityRow[] {
  return images.flatMap((image) => kernels.map((host) => runOn(image, host, programs)));
}

function runOn(image: ProbeImage, host: HostKernel, programs: Readonly<Record<string, Program>>): CompatibilityRow {
  const { release, architecture = "amd64" } = host;
  const table = { ...standardPrograms, application, ...programs };
  const kernel = new Kernel({ release, architecture, root: image.root, programs: table });
  const [stdin, stdout, stderr] = [kernel.device("null").open(), new Sink(), new Sink()];
  let refused = "";
  const process = kernel.start(
    function* (sys) {
      const answer = yield* sys.execve(image.command[0]!, image.command);
      if (answer.type === "failed") refused = answer.error;
      return 126;
    },
    { descriptions: [stdin, stdout, stderr] },
  );
  kernel.run();
  const runs = process.ending?.exitCode === 0;
  const reason = refused || (stderr.text.trim().split("\n").at(-1) ?? "");
  return { image: image.name, release, architecture, runs, reason: runs ? "" : reason, stdout: stdout.text };
}

/** A program that tells which distribution it finds around it, and which kernel below it. */
const application: Program = function* (sys) {
  const name = yield* readFile(sys, "/etc/os-release");
  const system = yield* sys.uname();
  const release = system.type === "done" ? system.value.release : "?";
  yield* print(sys, 1, `${typeof name === "string" ? name.trim() : "?"} on kernel ${release}\n`);
  return 0;
};

/** An image of one application, and what it was built for. */
export interface ApplicationImage extends Partial<Omit<Executable, "program">> {
  readonly name: string;
}

/** An image with a C library and one program, which tells where it runs. */
export function applicationImage({ name, ...header }: ApplicationImage): ProbeImage {
  const root = new MemoryFileSystem();
  const files = FileCalls.on(root);
  for (const directory of ["/bin", "/etc", "/lib", "/lib64"]) files.mkdir(directory);
  files.writeFile("/etc/os-release", `${name}\n`);
  const linker = "/lib64/ld-linux-x86-64.so.2";
  const common = { system: "linux", architecture: "amd64", interpreter: linker, libraries: ["libc.so.6"] } as const;
  for (const path of [linker, "/lib/libc.so.6"]) files.writeFile(path, "");
  files.chmod(linker, 0o755);
  files.writeFile("/bin/application", executableBytes({ ...common, ...header, program: "application" }));
  files.chmod("/bin/application", 0o755);
  return { name, root, command: ["/bin/application"] };
}
