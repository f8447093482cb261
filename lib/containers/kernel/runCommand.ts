/**
 * Runs one command in a file tree, and says what it wrote and how it ended: what a build of an image needs.
 *
 * ```text
 *   root: FileSystem ──▶ a kernel of its own ──▶ /proc, /dev mounted ──▶ execve(argv) ──▶ exit code, stdout, stderr
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { FileSystem } from "../files";
import { Sink } from "./devices/sink";
import { Kernel, type KernelOptions } from "./kernel";
import { execute } from "./programs/shell/shell";
import { standardPrograms } from "./programs/standard";

/** A command and where it runs. */
export interface CommandOptions {
  /** What "/" is; changes stay in it. */
  readonly root: FileSystem;
  /** The program, by path or as found along PATH, and its arguments. */
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The working directory; "/" if not given. */
  readonly directory?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly kernel?: Omit<KernelOptions, "root">;
  /** The longest that it may take, in simulated seconds; 3600 if not given. */
  readonly seconds?: number;
}

/** What became of a command. */
export interface CommandResult {
  /** 0 to 255; 128 and its number if a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const KILLED = 137;

/**
 * Runs a command to its end.
 *
 * @throws {@link DomainError} if `argv` is empty
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const root = new containers.MemoryFileSystem();
 * const files = containers.FileCalls.on(root);
 * files.mkdir("/bin");
 * const header = { program: "sh", system: "linux", architecture: "amd64" } as const;
 * files.writeFile("/bin/sh", containers.executableBytes(header), 0o777);
 * const { exitCode, stdout } = containers.runCommand({ root, argv: ["/bin/sh", "-c", "exit 3"] });
 * assert.deepEqual([exitCode, stdout], [3, ""]);
 * ```
 */
export function runCommand(options: CommandOptions): CommandResult {
  const { root, argv, environment = {}, directory = "/", uid = 0, gid = uid, seconds = 3600 } = options;
  if (argv.length === 0) throw new DomainError("argv", "to have a program", argv);
  const kernel = new Kernel({ programs: standardPrograms, ...options.kernel, root });
  const [stdin, stdout, stderr] = [kernel.device("null").open(), new Sink(), new Sink()];
  const process = kernel.start(
    function* (sys) {
      yield* sys.mount("proc", "/proc", "proc");
      yield* sys.mount("devtmpfs", "/dev", "devtmpfs");
      const moved = yield* sys.chdir(directory);
      if (moved.type === "failed") {
        yield* sys.write(2, `cannot change to ${directory}: ${moved.error}\n`);
        return 126;
      }
      yield* sys.setgid(gid);
      yield* sys.setuid(uid);
      return yield* execute(sys, argv, new Map(Object.entries(environment)));
    },
    { name: argv[0]!, descriptions: [stdin, stdout, stderr] },
  );
  kernel.run(seconds * 1e6);
  const exitCode = process.ending?.exitCode ?? KILLED;
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
