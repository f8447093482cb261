/**
 * EC2 instance types and their prices: what could be rented in us-east-1, and how prices changed.
 *
 * Source: `ec2-catalogue` and `ec2-price-changes` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { day, month, number, oneOf, optional, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** An instance type. Power and platform are estimates, known for 389 of 1,101 types. */
export interface InstanceType {
  /** Family, dot, size: `c5.18xlarge`. */
  readonly instanceType: string;
  /** Virtual CPUs, which are hardware threads. */
  readonly vcpus: number;
  /** Memory in MiB. */
  readonly memoryMib: number;
  /** GPUs. */
  readonly gpus: number;
  /** Instruction set. */
  readonly architecture: "amd64" | "arm64";
  /** Linux on-demand price in July 2026, in USD an hour. */
  readonly usdPerHour: number;
  /** Month of release, ISO 8601; unreliable: a price list of 2017-11 has types that are dated 2019. */
  readonly releaseMonth: string | undefined;
  /** vCPUs of the physical server. */
  readonly platformVcpus: number | undefined;
  /** Processor of the physical server. */
  readonly platformCpu: string | undefined;
  /** Estimated power of the idle instance, in W. */
  readonly wattsIdle: number | undefined;
  /** Estimated power at 10% CPU, in W. */
  readonly wattsAt10Pct: number | undefined;
  /** Estimated power at 50% CPU, in W. */
  readonly wattsAt50Pct: number | undefined;
  /** Estimated power at 100% CPU, in W. */
  readonly wattsAt100Pct: number | undefined;
}

/**
 * The 1,101 instance types of us-east-1, one row each.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const c5 = datasets.ec2Catalogue().find(({ instanceType }) => instanceType === "c5.18xlarge");
 * assert.equal(c5?.usdPerHour, 3.06);
 * ```
 */
export const ec2Catalogue: Loader<InstanceType> = table("ec2-catalogue.csv", {
  instanceType: text("instance_type", /^[a-z0-9-]+\.[a-z0-9-]+$/, "a type like c5.18xlarge"),
  vcpus: whole("vcpus", { from: 1 }),
  memoryMib: whole("memory_mib", { from: 1 }),
  gpus: whole("gpus"),
  architecture: oneOf("architecture", ["amd64", "arm64"]),
  usdPerHour: number("usd_per_hour"),
  releaseMonth: optional(month("release_month")),
  platformVcpus: optional(whole("platform_vcpus", { from: 1 })),
  platformCpu: optional(text("platform_cpu")),
  wattsIdle: optional(number("watts_idle")),
  wattsAt10Pct: optional(number("watts_at_10pct")),
  wattsAt50Pct: optional(number("watts_at_50pct")),
  wattsAt100Pct: optional(number("watts_at_100pct")),
});

/** A price that was new in a snapshot of the price list. */
export interface PriceChange {
  /** Day of the first snapshot with this price, ISO 8601. */
  readonly date: string;
  /** Commit of that snapshot: eight hex digits. */
  readonly commit: string;
  /** Family, dot, size. */
  readonly instanceType: string;
  /** Virtual CPUs. */
  readonly vcpus: number;
  /** Memory in GiB. */
  readonly memoryGib: number;
  /** Linux on-demand price from that day on, in USD an hour. */
  readonly usdPerHour: number;
}

/**
 * The 162 price changes seen between 2013-09-26 and 2017-11-12, in order of date; the first row of a type is its first price.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const ec2PriceChanges: Loader<PriceChange> = table("ec2-price-changes.csv", {
  date: day("snapshot_date"),
  commit: text("commit", /^[0-9a-f]{8}$/, "eight hex digits"),
  instanceType: text("instance_type"),
  vcpus: whole("vcpus", { from: 1 }),
  memoryGib: number("memory_gib"),
  usdPerHour: number("usd_per_hour"),
});
