/**
 * The place for state: one store for all instances, reached over the network. Every call takes time, and what is stored is a
 * copy, as it would be on another machine.
 *
 * ```text
 *  instance 1 --\                 get  ... another instance may write meanwhile ...  set      loses updates
 *                >--- store       update(key, change)                                         does not
 *  instance 2 --/
 * ```
 *
 * Left out: failures, replicas that disagree, and a limit to what it can serve.
 *
 * @packageDocumentation
 */
import type { Simulation } from "../../sim";

/** Plain data by key. Every call takes a round trip. */
export interface Store {
  /** The value of a key; `undefined` if there is none. */
  get<Value>(key: string): Promise<Value | undefined>;
  /** Sets a key. */
  set(key: string, value: unknown): Promise<void>;
  /** Changes a value where it lies, in one piece: nobody comes between reading and writing. */
  update<Value>(key: string, change: (old: Value | undefined) => Value): Promise<Value>;
}

/** @internal The content of a store: JSON by key. */
export type Content = Map<string, string>;

/** @internal A store as one request reaches it. The operation takes effect halfway through the round trip. */
export function reachStore(content: Content, simulation: Simulation, roundTripSeconds: number): Store {
  const there = <Value>(operation: () => Value) =>
    new Promise<Value>((resolve, reject) => {
      simulation.after(roundTripSeconds / 2, () => {
        try {
          const value = operation();
          simulation.after(roundTripSeconds / 2, () => resolve(value));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  return {
    get: <Value>(key: string) => there(() => read(content, key) as Value | undefined),
    set: (key, value) => there(() => void content.set(key, JSON.stringify(value))),
    update: <Value>(key: string, change: (old: Value | undefined) => Value) =>
      there(() => {
        const value = change(read(content, key) as Value | undefined);
        content.set(key, JSON.stringify(value));
        return value;
      }),
  };
}

function read(content: Content, key: string): unknown {
  const text = content.get(key);
  return text === undefined ? undefined : JSON.parse(text);
}
