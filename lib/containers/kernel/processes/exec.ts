/**
 * execve: from a path to a running program, with everything that can be wrong about it.
 *
 * ```text
 *   path ─▶ a file that may be executed?      EACCES, ENOENT, ENOTDIR
 *        ─▶ "#!": the interpreter in its line instead
 *        ─▶ built for this system and processor, header known?    ENOEXEC
 *        ─▶ its dynamic linker is there?      ENOENT
 *        ─▶ new memory, same descriptors; then the linker looks for libraries, and the C library at the kernel's version
 * ```
 *
 * Source: execve(2); ld.so(8); messages as the GNU C library prints them.
 *
 * @packageDocumentation
 */
import type { Place, Stat } from "../../files";
import { statOf } from "../../files/pathWalk";
import { done, failed, type Result } from "../../result";
import { type Caller, filesOf } from "../calls/caller";
import { type Executable, HEADER_BYTES, parseExecutable } from "../executable";
import { AddressSpace } from "../memory/addressSpace";
import { chargeFor } from "../memory/outOfMemory";
import { startUp } from "../programs/startUp";
import { begin } from "./birth";
import { identityAfterExec } from "./privileges";

/** How often an interpreter may itself be a script. */
const MAX_SCRIPTS = 4;

/** Replaces the program of the calling process. */
export function execute(
  caller: Caller,
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> | undefined,
  depth = 0,
): Result | { readonly type: "gone" } {
  const found = executableFile(caller, path);
  if (found.type === "failed") return found;
  const { bytes, stat } = found.value;
  const script = interpreterOf(bytes);
  if (script !== undefined)
    return depth >= MAX_SCRIPTS
      ? failed("ELOOP")
      : execute(caller, script[0]!, [...script, path, ...args.slice(1)], environment, depth + 1);
  const header = parseExecutable(bytes);
  const refused = header === undefined ? failed("ENOEXEC") : refusal(caller, header);
  if (header === undefined || refused !== undefined) return refused ?? failed("ENOEXEC");
  const { kernel, process } = caller;
  process.name = path.split("/").at(-1)!;
  process.args = args;
  process.environment = environment ?? process.environment;
  process.memory.clear();
  process.memory = new AddressSpace(chargeFor(kernel, process));
  for (const [signal, action] of process.actions) if (action === "catch") process.actions.set(signal, "default");
  changeUser(caller, stat);
  process.running = begin(startUp(header, kernel.programs[header.program]!), args);
  process.pending = undefined;
  return { type: "gone" };
}

function refusal({ kernel, process }: Caller, header: Executable) {
  if (header.system !== kernel.system || header.architecture !== kernel.architecture) return failed("ENOEXEC");
  if (kernel.programs[header.program] === undefined) return failed("ENOEXEC");
  if (header.interpreter === undefined) return undefined;
  const linker = filesOf({ kernel, process }).access(header.interpreter, 1);
  return linker.type === "failed" ? linker : undefined;
}

function executableFile(caller: Caller, path: string): Result<{ readonly bytes: Uint8Array; readonly stat: Stat }> {
  const place = filesOf(caller).place(path);
  if (place.type === "failed") return place;
  const stat = statOf(place.value);
  if (stat?.type !== "file") return failed("EACCES");
  const may = filesOf(caller).access(path, 1);
  if (may.type === "failed") return may;
  return read(place.value, stat);
}

function read({ mount, ino }: Place, stat: Stat): Result<{ readonly bytes: Uint8Array; readonly stat: Stat }> {
  const file = mount.fileSystem.open(ino, { write: false });
  return file.type === "failed" ? file : done({ bytes: file.value.read(0, HEADER_BYTES), stat });
}

/** "#!/bin/sh -e" as its words; nothing if it is no script. */
function interpreterOf(bytes: Uint8Array): string[] | undefined {
  const [line = ""] = new TextDecoder().decode(bytes.subarray(0, 256)).split("\n");
  const words = line.startsWith("#!") ? line.slice(2).trim().split(/\s+/) : [];
  return words[0] ? words : undefined;
}

/** Set-user-ID and set-group-ID take effect, if the namespace knows the owner; then capabilities follow. */
function changeUser({ process }: Caller, { mode, uid, gid }: Stat): void {
  const { user } = process.namespaces;
  if ((mode & 0o4000) !== 0 && user.fromKernel("uid", uid) !== undefined)
    process.identity = { ...process.identity, uid };
  if ((mode & 0o2000) !== 0 && user.fromKernel("gid", gid) !== undefined)
    process.identity = { ...process.identity, gid };
  process.identity = identityAfterExec(process);
}
