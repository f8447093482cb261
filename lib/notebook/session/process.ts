/**
 * The process's own exits, caught: what is written to its streams, errors that nobody caught, and calls that would end it.
 *
 * @packageDocumentation
 */

/** Where what was caught goes. */
export interface Catches {
  write: (name: "stdout" | "stderr", text: string) => void;
  failed: (thrown: unknown) => void;
}

/** Thrown in place of ending the process. */
export class ExitCalled extends Error {
  constructor(code: unknown) {
    super(
      `process.exit(${code === undefined ? "" : String(code)}) ends the cell here; the kernel goes on. To end it, shut it down from the menu.`,
    );
    this.name = "Exit";
  }
}

/** Takes over this process's streams, exit and error events. */
export function catchProcess({ write, failed }: Catches): void {
  takeStream("stdout", write);
  takeStream("stderr", write);
  process.exit = (code?: unknown) => {
    throw new ExitCalled(code);
  };
  process.on("uncaughtException", failed);
  process.on("unhandledRejection", failed);
}

function takeStream(name: "stdout" | "stderr", write: Catches["write"]): void {
  const stream = process[name];
  stream.write = (data: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    const kind = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
    write(
      name,
      typeof data === "string"
        ? kind === "utf8"
          ? data
          : Buffer.from(data, kind).toString()
        : Buffer.from(data).toString(),
    );
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") queueMicrotask(() => (callback as () => void)());
    return true;
  };
}
