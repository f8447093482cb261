/**
 * How long a pull takes, and how much could be saved by fetching only what is read.
 *
 * ```text
 *   network   ├─ layer 1 ─┼── layer 2 ──┼─ layer 3 ─┤
 *   unpack                ├ 1 ┤         ├── 2 ──┤   ├ 3 ┤      in order, each when it has come and the one below is done
 *                                                       └ the container can start
 *   lazily    ├ first bytes ┤ start … the rest when somebody reads it
 * ```
 *
 * Left out: latency of each request, several connections at once (they share the same line), a disk that is slower than unpacking.
 *
 * Source: T. Harter and others, "Slacker: Fast Distribution with Lazy Docker Containers" (FAST 2016), for the shares of start-up.
 *
 * @packageDocumentation
 */
import { requirePositive, requireShare } from "../../../checks";

/** How fast a host fetches and unpacks. */
export interface PullSpeed {
  /** Bytes a second over the network. */
  readonly networkBytesPerSecond: number;
  /** Compressed bytes a second that are inflated and written. */
  readonly unpackBytesPerSecond: number;
}

/** When a layer had come, and when it was unpacked, in seconds from the beginning of the pull. */
export interface LayerTimes {
  readonly bytes: number;
  readonly fetchedSeconds: number;
  readonly unpackedSeconds: number;
}

/**
 * The times of a pull's layers, from the bottom up.
 *
 * @throws {@link DomainError} if a speed is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const speed = { networkBytesPerSecond: 10e6, unpackBytesPerSecond: 20e6 };
 * const [, top] = containers.pullTimes([20e6, 10e6], speed);
 * assert.deepEqual(top, { bytes: 10e6, fetchedSeconds: 3, unpackedSeconds: 3.5 });
 * ```
 */
export function pullTimes(layerBytes: readonly number[], speed: PullSpeed): LayerTimes[] {
  requirePositive({ ...speed });
  let [fetchedSeconds, unpackedSeconds] = [0, 0];
  return layerBytes.map((bytes) => {
    fetchedSeconds += bytes / speed.networkBytesPerSecond;
    unpackedSeconds = Math.max(fetchedSeconds, unpackedSeconds) + bytes / speed.unpackBytesPerSecond;
    return { bytes, fetchedSeconds, unpackedSeconds };
  });
}

/** What start-up consists of. */
export interface StartShares {
  /** Share of the time from nothing to a working container that is the pull: 0.76 on average over 57 images. */
  readonly pull: number;
  /** Share of the pulled bytes that are read while the container starts: 0.064 on average. */
  readonly read: number;
}

/**
 * The start-up time that remains, as a share, if only what is read is fetched; as far as time goes by bytes. An average of ratios is not the
 * ratio of averages: single images gain more or less.
 *
 * @throws {@link DomainError} if a share is not from 0 to 1
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.equal(containers.lazyStartShare({ pull: 0.76, read: 0.064 }).toFixed(3), "0.289");
 * ```
 */
export function lazyStartShare({ pull, read }: StartShares): number {
  requireShare({ pull, read });
  return 1 - pull * (1 - read);
}
