/**
 * Servers and their power: published SPECpower_ssj2008 results, their medians, and whole curves of six servers.
 *
 * Source: `specpower`, `specpower-by-year` and `specpower-load-curves` in `datasets/datapackage.json`. SPECpower_ssj2008 is a benchmark of the Standard
 * Performance Evaluation Corporation (spec.org); results as of 2026-03-09.
 *
 * @packageDocumentation
 */
import { month, number, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** A published result. */
export interface SpecPowerResult {
  /** Month of publication, ISO 8601. */
  readonly published: string;
  /** Year of publication. */
  readonly year: number;
  /** Vendor, as SPEC lists it. */
  readonly vendor: string;
  /** Processor. */
  readonly cpu: string;
  /** Processor chips. */
  readonly chips: number;
  /** Cores. */
  readonly cores: number;
  /** Hardware threads. */
  readonly threads: number;
  /** Memory in GB. */
  readonly memoryGb: number;
  /** Overall operations of the benchmark per watt. */
  readonly ssjOpsPerWatt: number;
  /** Average power at full load, in W. */
  readonly wattsAt100Pct: number;
  /** Average power at active idle, in W. */
  readonly wattsIdle: number;
  /** Idle over full power, 0 to 1. */
  readonly idleToPeak: number;
}

/**
 * The 1,088 results that report idle and full power, 2007 to 2026, in order of publication.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * assert.equal(datasets.specPower().length, 1088);
 * ```
 */
export const specPower: Loader<SpecPowerResult> = table("specpower.csv", {
  published: month("published"),
  year: whole("year", { from: 2007 }),
  vendor: text("vendor"),
  cpu: text("cpu"),
  chips: whole("chips", { from: 1 }),
  cores: whole("cores", { from: 1 }),
  threads: whole("threads", { from: 1 }),
  memoryGb: whole("memory_gb", { from: 1 }),
  ssjOpsPerWatt: number("ssj_ops_per_watt"),
  wattsAt100Pct: number("watts_at_100pct"),
  wattsIdle: number("watts_idle"),
  idleToPeak: number("idle_to_peak", { to: 1 }),
});

/** The results of one year. */
export interface SpecPowerYear {
  /** Year of publication. */
  readonly year: number;
  /** Results. */
  readonly results: number;
  /** Median of idle over full power, 0 to 1. */
  readonly medianIdleToPeak: number;
  /** Least of idle over full power, 0 to 1. */
  readonly minIdleToPeak: number;
  /** Median of overall operations per watt. */
  readonly medianSsjOpsPerWatt: number;
  /** Most overall operations per watt. */
  readonly maxSsjOpsPerWatt: number;
}

/**
 * Medians and extremes by year, 2007 to 2026.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const specPowerByYear: Loader<SpecPowerYear> = table("specpower-by-year.csv", {
  year: whole("year", { from: 2007 }),
  results: whole("results", { from: 1 }),
  medianIdleToPeak: number("median_idle_to_peak", { to: 1 }),
  minIdleToPeak: number("min_idle_to_peak", { to: 1 }),
  medianSsjOpsPerWatt: number("median_ssj_ops_per_watt"),
  maxSsjOpsPerWatt: number("max_ssj_ops_per_watt"),
});

/** The power of a server at eleven loads. */
export interface LoadCurve {
  /** Server and processor. */
  readonly system: string;
  /** Average power in W at 0, 10, … 100% of the load: eleven numbers. */
  readonly watts: readonly number[];
}

const percents = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const;
type Percent = (typeof percents)[number];
const curveRows = table<{ readonly system: string } & Readonly<Record<Percent, number>>>("specpower-load-curves.csv", {
  system: text("system"),
  0: number("watts_at_0pct"),
  10: number("watts_at_10pct"),
  20: number("watts_at_20pct"),
  30: number("watts_at_30pct"),
  40: number("watts_at_40pct"),
  50: number("watts_at_50pct"),
  60: number("watts_at_60pct"),
  70: number("watts_at_70pct"),
  80: number("watts_at_80pct"),
  90: number("watts_at_90pct"),
  100: number("watts_at_100pct"),
});

/**
 * Power by load of six servers, one row each.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const loadCurves: Loader<LoadCurve> = (file) =>
  curveRows(file).map((row) => ({ system: row.system, watts: percents.map((percent) => row[percent]) }));
