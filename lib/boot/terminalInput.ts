/**
 * Standard input as keys: each is handed on as soon as it is typed. On a terminal, Ctrl-C ends the process.
 *
 * @packageDocumentation
 */

const CONTROL_C = "\u0003";

/** What is typed. */
export class TerminalInput {
  /** Whether nothing more will come. */
  isOver = false;
  #wake: (() => void) | undefined;

  constructor(onText: (text: string) => void) {
    const { stdin } = process;
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.setEncoding("utf8");
    stdin.on("data", (text: string) => {
      if (stdin.isTTY && text.includes(CONTROL_C)) this.#interrupt();
      onText(text);
      this.#wake?.();
    });
    const end = () => {
      this.isOver = true;
      this.#wake?.();
    };
    stdin.on("end", end).on("error", end);
  }

  /** Waits until something is typed, or nothing more will be. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  /** Lets the process end. */
  close(): void {
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.destroy();
  }

  #interrupt(): void {
    this.close();
    process.kill(process.pid, "SIGINT");
  }
}
