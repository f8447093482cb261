/**
 * What a cell can do beyond computing: show, clear, ask, and talk to the page. In a plain Node program, where nobody can show anything,
 * {@link show} prints the figure's sentence and the others say why they cannot work.
 *
 * @packageDocumentation
 */

import { EnvironmentError } from "../errors";

/** Renderings of one thing by media type, such as `{ "text/html": "<b>7</b>", "text/plain": "7" }`. Bytes are sent as base64. */
export type Renderings = Record<string, unknown>;

/** A line between a cell and the page, over which both send plain values. */
export interface Comm {
  readonly id: string;
  send(data: unknown, buffers?: Uint8Array[]): void;
  close(data?: unknown): void;
  /** Called with each value that the page sends. */
  onMessage: (data: unknown, buffers: Uint8Array[]) => void;
  /** Called when the page closes the line. */
  onClose: (data: unknown) => void;
}

/** What a session offers to the code that runs in it; found under {@link SESSION}. */
export interface SessionApi {
  display(
    data: Renderings,
    options: { metadata?: Record<string, unknown>; displayId?: string; update?: boolean },
  ): void;
  clear(wait: boolean): void;
  input(prompt: string, password: boolean): Promise<string>;
  openComm(target: string, data: unknown, buffers?: Uint8Array[]): Comm;
  onComm(target: string, opened: (comm: Comm, data: unknown, buffers: Uint8Array[]) => void): void;
  /** Holds the cell open until `work` has ended. */
  hold(work: Promise<unknown>): void;
}

/** Where a session leaves its {@link SessionApi}: a property of `globalThis`, so that every copy of the library finds it. */
export const SESSION = Symbol.for("strata.session");

/** Shows renderings of one thing; the page takes the one it likes best. The handle replaces them later. */
export function display(data: Renderings, metadata: Record<string, unknown> = {}): { update(data: Renderings): void } {
  const session = needed("display");
  const displayId = `display-${(lastDisplay += 1)}`;
  session.display(data, { metadata, displayId });
  return { update: (next) => session.display(next, { displayId, update: true }) };
}

/** Takes away what the cell has shown; with `wait`, only when something new comes. */
export function clearOutput(wait = false): void {
  needed("clearOutput").clear(wait);
}

/**
 * Asks the reader for a line of text.
 *
 * @throws {@link EnvironmentError} if whoever runs the cell cannot be asked.
 */
export function input(prompt = "", options: { password?: boolean } = {}): Promise<string> {
  return needed("input").input(prompt, options.password ?? false);
}

/** Opens a line to the page's part named `target`. */
export function openComm(target: string, data: unknown = {}): Comm {
  return needed("openComm").openComm(target, data);
}

/** Waits for the page to open lines to `target`. */
export function onComm(target: string, opened: (comm: Comm, data: unknown, buffers: Uint8Array[]) => void): void {
  needed("onComm").onComm(target, opened);
}

/** The session that this code runs in, if any. */
export function currentSession(): SessionApi | undefined {
  return (globalThis as Record<symbol, unknown>)[SESSION] as SessionApi | undefined;
}

let lastDisplay = 0;

function needed(name: string): SessionApi {
  const session = currentSession();
  if (session === undefined)
    throw new EnvironmentError("missing-tool", `${name} works in a notebook only; this is a plain Node program.`);
  return session;
}
