/**
 * An executable file: for which system it was built, what it needs, and which program it is.
 *
 * ```text
 * ␡ELF strata\n            the magic number that exec looks for
 * {"program":"cat", …}\n   the header
 * …                        text and data: only their size counts
 * ```
 *
 * Real machine code is left out: `program` names a function of the library, which does what the code would do by system calls.
 *
 * Source: elf(5), execve(2), for what a header says and when exec refuses it.
 *
 * @packageDocumentation
 */

/** What an executable's header says. */
export interface Executable {
  /** The function that runs, by its name in the kernel's table of programs. */
  readonly program: string;
  /** Which kernel's system calls it makes. */
  readonly system: "linux" | "windows";
  /** The instruction set, as OCI names it. */
  readonly architecture: "amd64" | "arm64";
  /** Path of the dynamic linker; a static program has none. */
  readonly interpreter?: string;
  /** Libraries that the linker must find in /lib or /usr/lib. */
  readonly libraries?: readonly string[];
  /** System calls that it makes beyond those that every kernel has; "statx|stat" tries the first and does with the second. */
  readonly systemCalls?: readonly string[];
  /** The oldest kernel that its C library agrees to run on, as "3.2". */
  readonly oldestKernel?: string;
}

/** The header lies in the first bytes of a file. */
export const HEADER_BYTES = 4096;

const MAGIC = "\x7fELF strata\n";

/** The bytes of an executable; `size` pads it to what the real file would take. */
export function executableBytes(header: Executable, size = 0): Uint8Array {
  const head = new TextEncoder().encode(`${MAGIC}${JSON.stringify(header)}\n`);
  const bytes = new Uint8Array(Math.max(size, head.length));
  bytes.set(head);
  return bytes;
}

/** Reads the header; nothing if the bytes are no executable. */
export function parseExecutable(bytes: Uint8Array): Executable | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, HEADER_BYTES));
  if (!text.startsWith(MAGIC)) return undefined;
  try {
    return JSON.parse(text.slice(MAGIC.length, text.indexOf("\n", MAGIC.length))) as Executable;
  } catch {
    return undefined;
  }
}
