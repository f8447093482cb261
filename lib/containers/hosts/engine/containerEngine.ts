/**
 * A container engine as on a developer's computer: it runs images of the host's own system as containers of the host, and those of
 * another system in a virtual machine that it starts by itself, once, and divides up.
 *
 * ```text
 *   image for windows ──▶ │ container │                     │ container │ container │ ◀── images for linux
 *                         │           │                     │     Linux kernel      │
 *                         │        monitor, a process ──────┤  started by the first │
 *                         │     Windows kernel (host)       │
 * ```
 *
 * Source: the lecture's slide "Docker on Windows".
 *
 * @packageDocumentation
 */
import { Kernel, type KernelOptions } from "../../kernel/kernel";
import type { Process } from "../../kernel/processes/process";
import type { CloneFlag, Program, Request } from "../../kernel/program";
import type { System } from "../application";
import { guestReleases, type RunningKernel } from "../ways";
import { monitor } from "./monitor";

/** What an engine runs on. */
export interface EngineOptions {
  /** The host's kernel: `windows`, "10.0" or `linux`, "6.1". */
  readonly host: { readonly system: System; readonly release: string };
  /** Whether the host can run VMs. */
  readonly hypervisor: boolean;
  /** The kernel of VMs that the engine starts; "5.15" for Linux and "10.0" for Windows if not given. */
  readonly guestRelease?: string;
}

/** An image that an engine can run: for which system, and what. */
export interface RunnableImage {
  readonly name: string;
  readonly system: System;
  readonly program: Program;
}

/** What running gives. */
export type EngineOutcome =
  | { readonly type: "ran"; readonly exitCode: number | undefined; readonly startedVm: boolean }
  | { readonly type: "refused"; readonly error: "ENOEXEC"; readonly reason: string };

/** A system call that a kernel answered. */
export interface CallRow {
  /** The image, or "monitor". */
  readonly caller: string;
  readonly call: Request["call"];
  /** The kernel that answered. */
  readonly kernel: string;
}

/** Namespaces of a container; its user is the host's. */
const CONTAINER: readonly CloneFlag[] = [
  "CLONE_NEWNS",
  "CLONE_NEWPID",
  "CLONE_NEWNET",
  "CLONE_NEWIPC",
  "CLONE_NEWUTS",
  "CLONE_NEWCGROUP",
];

/**
 * An engine, with a host kernel of its own under it.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const engine = new containers.ContainerEngine({ host: { system: "windows", release: "10.0" }, hypervisor: true });
 * const hello = { name: "hello", system: "linux", program: containers.tellKernel } as const;
 * const started = [engine.run(hello), engine.run(hello)].map((outcome) => outcome.type === "ran" && outcome.startedVm);
 * assert.deepEqual(started, [true, false]); // the VM of the first is there for the second
 * assert.match(engine.output, /^Linux 5\.15\nLinux 5\.15\n$/);
 * ```
 */
export class ContainerEngine {
  readonly #options: EngineOptions;
  readonly #host: Kernel;
  #guest: Kernel | undefined;
  readonly #calls: CallRow[] = [];

  /** @throws DomainError if a release is no version */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#host = this.#boot("host's kernel", options.host);
  }

  /** The kernels that run, the host's first. */
  get kernels(): readonly RunningKernel[] {
    return [this.#host, this.#guest].flatMap((kernel, at) =>
      kernel === undefined ? [] : [{ name: NAMES[at]!, system: kernel.system, release: kernel.release }],
    );
  }

  /** Every system call that was made, and the kernel that answered it. */
  get calls(): readonly CallRow[] {
    return this.#calls;
  }

  /** What came out on the host's console. */
  get output(): string {
    return this.#host.console.text;
  }

  /** Runs an image in a container of its own, until it ends. */
  run(image: RunnableImage): EngineOutcome {
    if (image.system === this.#host.system) return { ...this.#contain(this.#host, image), startedVm: false };
    if (!this.#options.hypervisor) {
      const reason = `${image.name} makes system calls of ${image.system}, and the host has no hypervisor for a VM`;
      return { type: "refused", error: "ENOEXEC", reason };
    }
    const startedVm = this.#guest === undefined;
    const release = this.#options.guestRelease ?? guestReleases[image.system];
    this.#guest ??= this.#boot("kernel of the VM", { system: image.system, release });
    const process = this.#begin(this.#guest, image);
    this.#host.start(monitor(this.#guest), { name: "monitor" });
    this.#host.run();
    return { type: "ran", exitCode: process.ending?.exitCode, startedVm };
  }

  #contain(kernel: Kernel, image: RunnableImage): { type: "ran"; exitCode: number | undefined } {
    const process = this.#begin(kernel, image);
    kernel.run();
    return { type: "ran", exitCode: process.ending?.exitCode };
  }

  /** A process that makes the namespaces and waits for what runs in them. */
  #begin(kernel: Kernel, { name, program }: RunnableImage): Process {
    return kernel.start(
      function* (sys) {
        const child = yield* sys.clone(program, CONTAINER, [name]);
        if (child.type === "failed") return 125;
        const ended = yield* sys.wait4(child.value);
        return ended.type === "done" ? (ended.value?.exitCode ?? 137) : 125;
      },
      { name },
    );
  }

  #boot(name: string, options: Pick<KernelOptions, "system" | "release">): Kernel {
    const onCall = (process: Process, { call }: Request) => {
      this.#calls.push({ caller: process.name, call, kernel: name });
    };
    return new Kernel({ ...options, onCall });
  }
}

const NAMES = ["host's kernel", "kernel of the VM"];

/** A program that writes what `uname` tells it: the kernel that it really calls. */
export const tellKernel: Program = function* (sys) {
  const name = yield* sys.uname();
  if (name.type === "failed") return 1;
  yield* sys.write(1, `${name.value.sysname} ${name.value.release}\n`);
  return 0;
};
