/**
 * How busy virtual machines are and how long they live, as recorded.
 *
 * Source: `planetlab-daily`, `planetlab-histogram`, `azure-cpu-cdf` and `azure-lifetime-cdf` in `datasets/datapackage.json`. PlanetLab's traces
 * themselves are not here: their repository names no licence.
 *
 * @packageDocumentation
 */
import { day, number, optional, whole } from "./columns";
import { type Loader, table } from "./table";

/** The CPU use of all PlanetLab VMs on one day, in percent. */
export interface PlanetLabDay {
  /** The day, ISO 8601. */
  readonly date: string;
  /** VMs with 288 readings each. */
  readonly vms: number;
  /** Mean in percent, computed from the traces, as all fields down to {@link PlanetLabDay.q3Pct}. */
  readonly meanPct: number;
  /** Standard deviation in percent. */
  readonly sdPct: number;
  /** First quartile in percent. */
  readonly q1Pct: number;
  /** Median in percent. */
  readonly medianPct: number;
  /** Third quartile in percent. */
  readonly q3Pct: number;
  /** VMs as a published table has them; recalled, as all fields from here on. */
  readonly publishedVms: number;
  /** Published mean in percent. */
  readonly publishedMeanPct: number;
  /** Published standard deviation in percent. */
  readonly publishedSdPct: number;
  /** Published first quartile in percent. */
  readonly publishedQ1Pct: number;
  /** Published median in percent. */
  readonly publishedMedianPct: number;
  /** Published third quartile in percent. */
  readonly publishedQ3Pct: number;
}

const percent = { from: 0, to: 100 } as const;

/**
 * Ten days of PlanetLab in 2011.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const planetLabDaily: Loader<PlanetLabDay> = table("planetlab-daily.csv", {
  date: day("date"),
  vms: whole("vms", { from: 1 }),
  meanPct: number("mean_pct", percent),
  sdPct: number("sd_pct", percent),
  q1Pct: number("q1_pct", percent),
  medianPct: number("median_pct", percent),
  q3Pct: number("q3_pct", percent),
  publishedVms: whole("published_vms", { from: 1 }),
  publishedMeanPct: number("published_mean_pct", percent),
  publishedSdPct: number("published_sd_pct", percent),
  publishedQ1Pct: number("published_q1_pct", percent),
  publishedMedianPct: number("published_median_pct", percent),
  publishedQ3Pct: number("published_q3_pct", percent),
});

/** Readings of CPU use in one bin. */
export interface UtilizationBin {
  /** CPU use, rounded down to a whole percent: 0 to 100. */
  readonly cpuPct: number;
  /** Readings in this bin. */
  readonly samples: number;
  /** Share of all readings up to this bin, 0 to 1. */
  readonly cumulativeShare: number;
}

/**
 * All 3,382,848 readings of PlanetLab in 101 bins.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const samples = datasets.planetLabHistogram().reduce((sum, bin) => sum + bin.samples, 0);
 * assert.equal(samples, 3_382_848);
 * ```
 */
export const planetLabHistogram: Loader<UtilizationBin> = table("planetlab-histogram.csv", {
  cpuPct: whole("cpu_pct", percent),
  samples: whole("samples"),
  cumulativeShare: number("cumulative_share", { to: 1 }),
});

/** How many VMs of Azure are at most so busy. */
export interface AzureCpuPoint {
  /** CPU use in percent. */
  readonly cpuPct: number;
  /** VMs whose average is at most that, in percent; `undefined` where the curve could not be read. */
  readonly vmsByAveragePct: number | undefined;
  /** VMs whose 95th percentile is at most that, in percent. */
  readonly vmsByP95Pct: number;
}

/**
 * CPU use of Azure's VMs, read off a figure within about one point.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const azureCpuCdf: Loader<AzureCpuPoint> = table("azure-cpu-cdf.csv", {
  cpuPct: number("cpu_pct", percent),
  vmsByAveragePct: optional(number("vms_by_average_pct", percent)),
  vmsByP95Pct: number("vms_by_p95_pct", percent),
});

/** How many VMs of Azure live at most so long. */
export interface AzureLifetimePoint {
  /** Lifetime in hours. */
  readonly lifetimeHours: number;
  /** VMs that live at most that long, in percent. */
  readonly vmsPct: number;
}

/**
 * Lifetimes of Azure's VMs, read off a figure within about one point and half an hour.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const azureLifetimeCdf: Loader<AzureLifetimePoint> = table("azure-lifetime-cdf.csv", {
  lifetimeHours: number("lifetime_hours"),
  vmsPct: number("vms_pct", percent),
});
