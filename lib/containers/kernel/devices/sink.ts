/** Takes what is written, and keeps it: a program's output for whoever started it. */
import { done, type Result } from "../../result";
import { Description } from "../descriptors/description";
import { Console } from "./console";

export class Sink extends Description {
  readonly #console = new Console();

  override write(bytes: Uint8Array): Result<number> {
    this.#console.add(bytes);
    return done(bytes.length);
  }

  override read(): Result<Uint8Array> {
    return done(new Uint8Array(0));
  }

  /** All that was written, as UTF-8. */
  get text(): string {
    return this.#console.text;
  }
}
