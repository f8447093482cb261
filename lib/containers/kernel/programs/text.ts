/** Reading and writing whole texts by system calls, as every small program needs it. */
import type { ErrorName } from "../../result";
import type { Bytes, Request, SystemCalls } from "../program";
import { messages } from "./messages";

type Run<T> = Generator<Request, T, unknown>;

/** Writes all of it, in as many calls as it takes. */
export function* print(sys: SystemCalls, fd: number, text: Bytes): Run<void> {
  let bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  while (bytes.length > 0) {
    const written = yield* sys.write(fd, bytes);
    if (written.type === "failed") return;
    bytes = bytes.subarray(written.value);
  }
}

/** All bytes of a descriptor, to its end. */
export function* readBytes(sys: SystemCalls, fd: number): Run<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const bytes = yield* sys.read(fd);
    if (bytes.type === "failed" || bytes.value.length === 0) return Buffer.concat(chunks);
    chunks.push(bytes.value);
  }
}

/** As `readBytes`, as UTF-8. */
export function* readAll(sys: SystemCalls, fd: number): Run<string> {
  return new TextDecoder().decode(yield* readBytes(sys, fd));
}

/** A file's text, or the error's name. */
export function* readFile(sys: SystemCalls, path: string): Run<string | { readonly error: ErrorName }> {
  const fd = yield* sys.open(path);
  if (fd.type === "failed") return { error: fd.error };
  const text = yield* readAll(sys, fd.value);
  yield* sys.close(fd.value);
  return text;
}

/** Makes a file, or empties one, and writes. Gives the error's name if it fails. */
export function* writeFile(sys: SystemCalls, path: string, text: Bytes): Run<ErrorName | undefined> {
  const fd = yield* sys.open(path, ["O_WRONLY", "O_CREAT", "O_TRUNC"]);
  if (fd.type === "failed") return fd.error;
  const written = yield* sys.write(fd.value, text);
  yield* sys.close(fd.value);
  return written.type === "failed" ? written.error : undefined;
}

/** "name: what: No such file or directory" on standard error; gives the exit status. */
export function* complain(sys: SystemCalls, name: string, what: string, error: ErrorName, status = 1): Run<number> {
  yield* print(sys, 2, `${name}: ${what}: ${messages.errors[error] ?? error}\n`);
  return status;
}

/** Options ("-rf" as r and f, long ones by their name) and operands. */
export function options(args: readonly string[]): {
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly string[];
} {
  const flags = new Set<string>();
  const operands: string[] = [];
  let isOver = false;
  for (const arg of args.slice(1)) {
    if (isOver || !/^-./.test(arg)) operands.push(arg);
    else if (arg === "--") isOver = true;
    else if (arg.startsWith("--")) flags.add(arg.slice(2));
    else for (const letter of arg.slice(1)) flags.add(letter);
  }
  return { flags, operands };
}
