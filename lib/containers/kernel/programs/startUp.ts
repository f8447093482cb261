/**
 * What runs before a program's first line: the dynamic linker, which looks for libraries, and the C library, which looks at the kernel.
 * Then the calls that the program will need are tried; real programs meet the missing one somewhere on their way.
 *
 * Source: ld.so(8); the GNU C library, `DL_SYSDEP_OSCHECK`, for "FATAL: kernel too old".
 *
 * @packageDocumentation
 */
import type { Executable } from "../executable";
import type { Program, Request, SystemCalls } from "../program";
import { isAtLeast } from "../versions/release";
import { messages } from "./messages";

const LIBRARY_PATHS = ["/lib", "/usr/lib", "/lib64"];
/** The exit status with which linker and C library give up. */
const GIVEN_UP = 127;

/** A program with what its executable's header asks for before it. */
export function startUp(header: Executable, program: Program): Program {
  return function* (sys, args) {
    const system = yield* sys.uname();
    const { oldestKernel, libraries = [] } = header;
    if (oldestKernel !== undefined && system.type === "done" && !isAtLeast(system.value.release, oldestKernel)) {
      yield* sys.write(2, "FATAL: kernel too old\n");
      return GIVEN_UP;
    }
    for (const library of libraries) {
      let isThere = false;
      for (const path of LIBRARY_PATHS) isThere ||= (yield* sys.access(`${path}/${library}`)).type === "done";
      if (isThere) continue;
      const reason = "cannot open shared object file: No such file or directory";
      yield* sys.write(2, `${args[0]}: error while loading shared libraries: ${library}: ${reason}\n`);
      return GIVEN_UP;
    }
    for (const calls of header.systemCalls ?? []) {
      const missing = yield* tryCalls(sys, calls.split("|"));
      if (missing === undefined) continue;
      yield* sys.write(2, `${args[0]}: ${missing}: ${messages.errors["ENOSYS"]}\n`);
      return 1;
    }
    return yield* program(sys, args);
  };
}

/** Tries calls until the kernel knows one. Gives the first name if it knows none. */
function* tryCalls(sys: SystemCalls, names: readonly string[]): Generator<Request, string | undefined, unknown> {
  for (const name of names) {
    const answer = yield* sys.syscall(name);
    if (answer.type === "done" || answer.error !== "ENOSYS") return undefined;
  }
  return names[0];
}
