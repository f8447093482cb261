/**
 * Moving data between data centres: over links, or on disks in a truck.
 *
 * ```text
 * links   [site A] ==n x 100 Gb/s==> [site B]     time = latency + bytes / rate
 * truck   [site A] load  ->  road  ->  unload [site B]     time = road + bytes / load rate + bytes / unload rate
 * ```
 *
 * The rate of links is what framing leaves of it, and no more than the senders' windows allow: one window a flow and round trip. Left out: loss,
 * congestion, and filling the window at the start. Source: IEEE 802.3 (frame 18 B, preamble and gap 20 B), RFC 791 and RFC 9293 (headers of 20 B each).
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive } from "../checks";
import { DomainError } from "../errors";

/** Links between two sites. */
export interface Links {
  /** How many, side by side; a whole number above 0. */
  readonly links: number;
  /** Rate of each on the wire, in Gb/s (10^9 bit). */
  readonly gigabitsPerSecond: number;
  /** Share of the wire's rate that is payload, above 0 and at most 1; see {@link payloadShare}. 1 if not given. */
  readonly efficiency?: number;
  /** Round trip in ms; 0 if not given. */
  readonly rttMs?: number;
  /** Flows at the same time, and bytes that each may have under way. No limit if not given. */
  readonly window?: { readonly flows: number; readonly bytes: number };
}

/**
 * The share of an Ethernet link that TCP's payload gets.
 *
 * @param mtuBytes - size of an IP packet, above 40: usually 1500, inside data centres often 9000
 * @throws {@link DomainError} if the packet has no room for payload
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.payloadShare(1500).toFixed(3), "0.949");
 * ```
 */
export function payloadShare(mtuBytes: number): number {
  if (!(mtuBytes > 40 && mtuBytes < Infinity)) throw new DomainError("mtuBytes", "to be above 40", mtuBytes);
  return (mtuBytes - 40) / (mtuBytes + 38);
}

/**
 * Payload that links carry, in bytes a second.
 *
 * @throws {@link DomainError} if a number is out of its range
 */
export function payloadRate(path: Links): number {
  const { links, gigabitsPerSecond, efficiency = 1, rttMs = 0, window } = path;
  if (!Number.isInteger(links) || links < 1) throw new DomainError("links", "to be a whole number above 0", links);
  requirePositive({ gigabitsPerSecond, efficiency });
  requireNotNegative({ rttMs });
  if (efficiency > 1) throw new DomainError("efficiency", "to be at most 1", efficiency);
  const wire = (links * gigabitsPerSecond * 1e9 * efficiency) / 8;
  if (window === undefined || rttMs === 0) return wire;
  requirePositive({ flows: window.flows, windowBytes: window.bytes });
  return Math.min(wire, (window.flows * window.bytes) / (rttMs / 1000));
}

/**
 * Seconds from the first bit sent to the last received.
 *
 * @param bytes - 0 or more
 * @throws {@link DomainError} if a number is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * // A storage rack of 11 PB over one link of 100 Gb/s: ten days.
 * assert.equal(cloud.transferSeconds(11e15, { links: 1, gigabitsPerSecond: 100 }) / 86_400, 880_000 / 86_400);
 * ```
 */
export function transferSeconds(bytes: number, path: Links): number {
  requireNotNegative({ bytes });
  return (path.rttMs ?? 0) / 2000 + bytes / payloadRate(path);
}

/** How copies are made at several sites. */
export type ReplicationScheme = "star" | "chain";

/** How many copies, and how. */
export interface Replication {
  /** Sites that get a copy; a whole number above 0. */
  readonly copies: number;
  readonly scheme: ReplicationScheme;
  /** Size of a block of the chain, above 0; 64 MB if not given. */
  readonly blockBytes?: number;
}

/**
 * Seconds until the last of several sites has a copy. In a star, the source sends every copy over its own links, one after the other; in a chain, each
 * site passes on every block that it has.
 *
 * @throws {@link DomainError} if a number is out of its range
 */
export function replicationSeconds(bytes: number, path: Links, plan: Replication): number {
  const { copies, scheme, blockBytes = 64e6 } = plan;
  if (!Number.isInteger(copies) || copies < 1) throw new DomainError("copies", "to be a whole number above 0", copies);
  requirePositive({ blockBytes });
  if (scheme === "star") return transferSeconds(copies * bytes, path);
  return transferSeconds(bytes, path) + (copies - 1) * transferSeconds(Math.min(bytes, blockBytes), path);
}

/** Shipping disks. */
export interface Shipping {
  /** Hours on the road. */
  readonly transitHours: number;
  /** Rate at which disks are filled, all together, in Gb/s. */
  readonly loadGigabitsPerSecond: number;
  /** Rate at which they are read at the other end, in Gb/s. */
  readonly unloadGigabitsPerSecond: number;
}

/**
 * Seconds until the data are read at the other end.
 *
 * @throws {@link DomainError} if a number is out of its range
 */
export function shippingSeconds(bytes: number, shipping: Shipping): number {
  requireNotNegative({ bytes });
  return shipping.transitHours * 3600 + bytes * handlingSecondsPerByte(shipping);
}

/**
 * The size from which shipping is faster than sending, in bytes; `undefined` if it never is, because filling and reading disks takes longer than the
 * links do.
 *
 * @throws {@link DomainError} if a number is out of its range
 */
export function shippingCrossoverBytes(path: Links, shipping: Shipping): number | undefined {
  const savedPerByte = 1 / payloadRate(path) - handlingSecondsPerByte(shipping);
  const head = shippingSeconds(0, shipping) - transferSeconds(0, path);
  if (head <= 0) return savedPerByte >= 0 ? 0 : undefined;
  return savedPerByte <= 0 ? undefined : head / savedPerByte;
}

/** Both ways at one size. */
export interface TransferRow {
  readonly bytes: number;
  readonly linkSeconds: number;
  readonly shippingSeconds: number;
}

/** Compares both ways: one row a size. */
export function compareTransfers(sizes: readonly number[], path: Links, shipping: Shipping): TransferRow[] {
  return sizes.map((bytes) => ({
    bytes,
    linkSeconds: transferSeconds(bytes, path),
    shippingSeconds: shippingSeconds(bytes, shipping),
  }));
}

function handlingSecondsPerByte({ transitHours, loadGigabitsPerSecond, unloadGigabitsPerSecond }: Shipping): number {
  requireNotNegative({ transitHours });
  requirePositive({ loadGigabitsPerSecond, unloadGigabitsPerSecond });
  return 8 / (loadGigabitsPerSecond * 1e9) + 8 / (unloadGigabitsPerSecond * 1e9);
}
