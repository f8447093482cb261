/** What the system is called, chance, and calls by name. */
import { done, failed } from "../../result";
import { isCapable } from "../processes/privileges";
import type { SystemRequests } from "../program";
import type { Handlers } from "./caller";

const machines = { amd64: "x86_64", arm64: "aarch64" } as const;
const HOST_NAME_MAX = 64;

export const systemHandlers: Handlers<
  Pick<SystemRequests, "uname" | "sysinfo" | "sethostname" | "getrandom" | "syscall">
> = {
  uname: ({ kernel, process }) =>
    done({
      sysname: kernel.system === "linux" ? "Linux" : "Windows",
      nodename: process.namespaces.uts.hostname,
      release: kernel.release,
      machine: machines[kernel.architecture],
    }),
  sysinfo: ({ kernel }) => done({ totalPages: kernel.totalPages, freePages: kernel.totalPages - kernel.usedPages }),
  sethostname: ({ process }, name) => {
    const { uts } = process.namespaces;
    if (!isCapable(process, "CAP_SYS_ADMIN", uts.owner!)) return failed("EPERM");
    if (name.length > HOST_NAME_MAX) return failed("EINVAL");
    uts.hostname = name;
    return done();
  },
  getrandom: ({ kernel }, length) => done(Uint8Array.from({ length }, () => kernel.random.integer(256))),
  syscall: ({ kernel }, name) => (kernel.has(name) ? done() : failed("ENOSYS")),
};
