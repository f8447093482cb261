/**
 * Values as clients can show them. A value that knows how to show itself has a method `Symbol.for("Jupyter.display")` that gives its
 * renderings by media type (Deno's Jupyter kernel reads the same one); every other value is printed as Node prints it.
 *
 * @packageDocumentation
 */

import { inspect } from "node:util";
import { Held } from "./cellRunner";
import type { MimeBundle } from "./messages";

/** The name of the method by which a value shows itself. */
const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");

/** How much of a value is printed. */
const PRINT = { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 } as const;

/** The renderings of `value`, always with one as plain text. */
export function renderings(value: unknown): MimeBundle {
  if (value instanceof Held) return { "text/plain": inspect(value.promise, PRINT) };
  const own = ownRenderings(value);
  return own === undefined
    ? { "text/plain": inspect(value, PRINT) }
    : encode({ "text/plain": inspect(value, PRINT), ...own });
}

/** A bundle as it travels: bytes become base64 text. */
export function encode(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, data]) => [
      type,
      data instanceof Uint8Array ? Buffer.from(data).toString("base64") : data,
    ]),
  );
}

function ownRenderings(value: unknown): MimeBundle | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const method: unknown = (value as Record<symbol, unknown>)[JUPYTER_DISPLAY];
  if (typeof method !== "function") return undefined;
  const bundle: unknown = method.call(value);
  return typeof bundle === "object" && bundle !== null ? (bundle as MimeBundle) : undefined;
}
