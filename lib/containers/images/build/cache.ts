/**
 * When a step need not run: the same instruction, on the same state, with the same files, was run before.
 *
 * ```text
 *   key = sha256(state before │ instruction │ digest of the files that it copies)
 *                └ changes with every step above: one miss, and all steps below it run again
 * ```
 *
 * What a command reads from elsewhere – the clock, the network – is not in the key: a cached step may be out of date.
 *
 * Source: Docker documentation, "Build cache invalidation".
 *
 * @packageDocumentation
 */
import { type Digest, digestOf } from "../digest";
import type { BlobStore, StoredLayer } from "../oci";

/** What is remembered of a step. */
export interface CachedStep {
  /** Nothing if the step changed no file. */
  readonly layer: StoredLayer | undefined;
  readonly output: string;
}

/** Steps that were run, by their keys. It may be shared by many builds. */
export class BuildCache {
  readonly #steps = new Map<Digest, CachedStep>();

  /** A step, if it is known and its layer is still in the store. */
  find(key: Digest, store: BlobStore): CachedStep | undefined {
    const step = this.#steps.get(key);
    const isThere = step?.layer === undefined || store.has(step.layer.descriptor.digest);
    return isThere ? step : undefined;
  }

  keep(key: Digest, step: CachedStep): void {
    this.#steps.set(key, step);
  }

  /** A cache that knows the same, and goes its own way. */
  copy(): BuildCache {
    const copy = new BuildCache();
    for (const [key, step] of this.#steps) copy.keep(key, step);
    return copy;
  }

  /** How many steps are known. */
  get size(): number {
    return this.#steps.size;
  }
}

/** The key of a step. */
export function stepKey(state: Digest, instruction: string, files: Digest | undefined): Digest {
  return digestOf(JSON.stringify([state, instruction, files ?? null]));
}
