/**
 * Timers that remember which cell set them. Their callbacks print as that cell, and all of them can be stopped at once.
 *
 * A callback runs as a microtask of its timer. That is the same order of events, and it has a use: a callback that never ends can be
 * terminated there without harm to Node's own bookkeeping, which does not survive a termination inside the timer itself (Node 20).
 *
 * @packageDocumentation
 */

import timers from "node:timers";

/** Who owns what happens now: the `id` of a cell. */
export interface Owner {
  cell: string;
}

type Callback = (...words: unknown[]) => unknown;
type Setter = (callback: Callback, ...rest: unknown[]) => object;

const settled = Promise.resolve();

/** Stands in for the global timers of this process. */
export class OwnedTimers {
  readonly #owner: Owner;
  readonly #live = new Map<object, string>();
  readonly #clear = { timeout: timers.clearTimeout, immediate: timers.clearImmediate };

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Replaces `setTimeout`, `setInterval` and `setImmediate`, global and in `node:timers`. */
  install(): void {
    for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
      const owned = this.#owned(timers[name] as unknown as Setter, name === "setInterval");
      Object.assign(timers, { [name]: owned });
      Object.assign(globalThis, { [name]: owned });
    }
  }

  /** Stops every timer that cells have set. */
  stopAll(): void {
    for (const timer of this.#live.keys()) {
      this.#clear.timeout(timer as NodeJS.Timeout);
      this.#clear.immediate(timer as NodeJS.Immediate);
    }
    this.#live.clear();
  }

  #owned(plain: Setter, repeats: boolean): Setter {
    const live = this.#live;
    const owner = this.#owner;
    const owned: Setter = (callback, ...rest) => {
      if (typeof callback !== "function") return plain(callback, ...rest); // Node's own error
      const cell = owner.cell;
      const timer = plain(
        (...words: unknown[]) => {
          if (!repeats) live.delete(timer);
          owner.cell = cell;
          void settled.then(() => void callback.apply(timer, words));
        },
        ...rest,
      );
      live.set(timer, cell);
      return timer;
    };
    // util.promisify(setTimeout) finds its promise form in a property.
    return Object.assign(
      owned,
      Object.fromEntries(Object.getOwnPropertySymbols(plain).map((key) => [key, plain[key as never]])),
    );
  }
}
