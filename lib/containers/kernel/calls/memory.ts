/** Calls about a process's own memory, and the instructions that use it. */
import { PAGE_BYTES } from "../../files";
import { done, failed } from "../../result";
import type { Access } from "../memory/addressSpace";
import { endProcess, sendSignal } from "../processes/end";
import type { MemoryRequests } from "../program";
import { bytesOf, type Caller, type Handlers } from "./caller";

export const memoryHandlers: Handlers<Pick<MemoryRequests, "mmap" | "munmap" | "load" | "store">> = {
  mmap: ({ process, kernel }, length) => {
    if (!(length > 0)) return failed("EINVAL");
    return length > kernel.totalPages * PAGE_BYTES ? failed("ENOMEM") : done(process.memory.map(length));
  },
  munmap: ({ process }, address, length) => {
    process.memory.unmap(address, length);
    return done();
  },
  load: (caller, address, length) => settle(caller, caller.process.memory.load(address, length)),
  store: (caller, address, bytes) => settle(caller, caller.process.memory.store(address, bytesOf(bytes))),
};

/** An access that fails ends the process, unless it catches the signal. */
function settle<T>({ kernel, process }: Caller, access: Access<T>) {
  if (access.type === "done") return done(access.value);
  if (access.type === "fault") sendSignal(kernel, process, "SIGSEGV", undefined);
  else endProcess(kernel, process, { exitCode: undefined, signal: "SIGKILL" });
  return failed("EFAULT");
}
