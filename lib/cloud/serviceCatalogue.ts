/**
 * A cloud's catalogue over the years: how fast it grows, what is new, what moved and what is gone.
 *
 * ```text
 *   2012            2015                2018
 *   SES  ─────────> SES ──────────────> Simple Email Service     one service under three names
 *   App Services    Application Serv.   Customer Engagement      and in three groups
 * ```
 *
 * Screenshots name services as they please, so names that mean one service are one here. A service *moved* if it is not where most
 * of its old group went. Left out: services that a screenshot does not show, and what a service can do.
 *
 * @packageDocumentation
 */
import { groupBy, maxBy, mean, sortBy, uniq } from "lodash";
import { requirePositive } from "../checks";
import type { ConsoleService, ServiceLaunch } from "../datasets";
import { DomainError } from "../errors";

/** Names of the console that mean a service which it calls otherwise in another year. */
const otherNames: Readonly<Record<string, string>> = {
  "Amazon Redshift": "Redshift",
  "AppStream 2.0": "AppStream",
  "AWS IoT BETA": "IoT Core",
  "EC2 Container Service": "Elastic Container Service",
  EFS: "Elastic File System",
  "Elastic File System PREVIEW": "Elastic File System",
  "Elastic MapReduce": "EMR",
  "Identity & Access Management": "IAM",
  "Import/Export Snowball": "Snowball",
  "Inspector PREVIEW": "Inspector",
  "Mobile Hub BETA": "Mobile Hub",
  "Simple Email Service": "SES",
  "Simple Notification Service": "SNS",
  "Simple Queue Service": "SQS",
  "WAF & Shield": "WAF",
  "WorkMail PREVIEW": "WorkMail",
};

/** The one name of a service, whatever a year's console calls it. */
export function serviceName(shown: string): string {
  return otherNames[shown] ?? shown;
}

/** Size of the catalogue in a year. */
export interface CatalogueSize {
  readonly year: number;
  readonly services: number;
  readonly groups: number;
}

/**
 * Counts services and groups, year by year.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const sizes = cloud.catalogueSizes(datasets.awsConsole());
 * assert.deepEqual(sizes.map(({ services, groups }) => [services, groups]), [[19, 5], [52, 12], [91, 17]]);
 * assert.equal(cloud.growthPerYear(19, 91, 6).toFixed(3), "0.298");
 * ```
 */
export function catalogueSizes(rows: readonly ConsoleService[]): CatalogueSize[] {
  return Object.entries(groupBy(rows, "year")).map(([year, of]) => ({
    year: Number(year),
    services: of.length,
    groups: uniq(of.map(({ category }) => category)).length,
  }));
}

/**
 * Growth a year, as a share, that leads from one count to another: 0.3 is 30% more each year.
 *
 * @throws {@link DomainError} if a count or the number of years is not above 0
 */
export function growthPerYear(from: number, to: number, years: number): number {
  requirePositive({ from, to, years });
  return (to / from) ** (1 / years) - 1;
}

/** What became of the catalogue between two screenshots; services by their one name. */
export interface CatalogueChange {
  readonly stayed: readonly string[];
  /** Still there, but in another group than most of its old group. */
  readonly moved: readonly { readonly service: string; readonly from: string; readonly to: string }[];
  readonly appeared: readonly { readonly service: string; readonly group: string }[];
  readonly vanished: readonly { readonly service: string; readonly group: string }[];
  /** Where most of each old group went; `undefined` if nothing of it is left. */
  readonly successors: Readonly<Record<string, string | undefined>>;
}

/**
 * Compares two screenshots.
 *
 * @throws {@link DomainError} if there is no row of one of the years
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const { moved, vanished } = cloud.catalogueChange(datasets.awsConsole(), 2012, 2015);
 * assert.ok(moved.some(({ service, to }) => service === "SNS" && to === "Mobile Services"));
 * assert.deepEqual(vanished, []);
 * ```
 */
export function catalogueChange(rows: readonly ConsoleService[], from: number, to: number): CatalogueChange {
  const [before, after] = [groupsOf(rows, from), groupsOf(rows, to)];
  const successors = Object.fromEntries(
    uniq([...before.values()]).map((group) => [group, successor(group, before, after)]),
  );
  const kept = [...before].filter(([service]) => after.has(service));
  const moves = kept.map(([service, group]) => ({ service, from: group, to: after.get(service)! }));
  const isMove = (one: { from: string; to: string }) => successors[one.from] !== one.to;
  return {
    stayed: moves.filter((one) => !isMove(one)).map(({ service }) => service),
    moved: moves.filter(isMove),
    appeared: [...after].filter(([service]) => !before.has(service)).map(([service, group]) => ({ service, group })),
    vanished: [...before].filter(([service]) => !after.has(service)).map(([service, group]) => ({ service, group })),
    successors,
  };
}

/** The group of each service in a year. */
function groupsOf(rows: readonly ConsoleService[], year: number): Map<string, string> {
  const of = rows.filter((row) => row.year === year);
  if (of.length === 0) throw new DomainError("year", "to be one of the screenshots'", year);
  return new Map(of.map(({ service, category }) => [serviceName(service), category]));
}

/** The group that has most of an old group's services; the first of equals. */
function successor(
  group: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string | undefined {
  const services = [...before].filter(([, of]) => of === group).map(([service]) => service);
  const now = services.flatMap((service) => after.get(service) ?? []);
  return maxBy(uniq(now), (candidate) => now.filter((one) => one === candidate).length);
}

/** How many services of a category a screenshot has. */
export interface CategoryCount {
  readonly category: string;
  readonly year: number;
  readonly services: number;
}

/**
 * Counts services by category, year by year. Categories changed their names and limits, so every service counts in the one where
 * it was seen last, in all years.
 */
export function servicesByCategory(rows: readonly ConsoleService[]): CategoryCount[] {
  const inOrder = sortBy(rows, "year");
  const last = new Map(inOrder.map(({ service, category }) => [serviceName(service), category]));
  const settled = inOrder.map(({ service, year }) => ({ year, category: last.get(serviceName(service))! }));
  return Object.values(groupBy(settled, ({ category, year }) => `${category} ${year}`)).map((of) => ({
    ...of[0]!,
    services: of.length,
  }));
}

/** How many services there were. */
export interface LaunchRow {
  readonly year: number;
  /** Launched in the year. */
  readonly launched: number;
  /** Launched up to the year's end. */
  readonly total: number;
}

/** Counts launches by year, with the years that had none. */
export function launchesByYear(rows: readonly ServiceLaunch[]): LaunchRow[] {
  const years = rows.map(({ released }) => Number(released.slice(0, 4)));
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return Array.from({ length: rows.length === 0 ? 0 : last - first + 1 }, (_, at) => ({
    year: first + at,
    launched: years.filter((year) => year === first + at).length,
    total: years.filter((year) => year <= first + at).length,
  }));
}

/** An exponential through counts: `total ≈ start · (1 + growth)^(year - first year)`. */
export interface GrowthFit {
  /** What the exponential gives for the first year. */
  readonly startTotal: number;
  readonly growthPerYear: number;
  readonly doublingYears: number;
  /** Share of the variance of log(total) that the fit explains, 0 to 1. */
  readonly rSquared: number;
}

/**
 * Fits exponential growth, by least squares on the logarithm of the totals.
 *
 * @throws {@link DomainError} if there are less than three years
 */
export function fitGrowth(rows: readonly LaunchRow[]): GrowthFit {
  if (rows.length < 3) throw new DomainError("years", "to be at least 3", rows.length);
  const xs = rows.map(({ year }) => year);
  const ys = rows.map(({ total }) => Math.log(total));
  const covariance = (a: readonly number[], b: readonly number[]) =>
    mean(a.map((value, at) => (value - mean(a)) * (b[at]! - mean(b))));
  const slope = covariance(xs, ys) / covariance(xs, xs);
  return {
    startTotal: Math.exp(mean(ys) + slope * (xs[0]! - mean(xs))),
    growthPerYear: Math.exp(slope) - 1,
    doublingYears: Math.log(2) / slope,
    rSquared: covariance(xs, ys) ** 2 / (covariance(xs, xs) * covariance(ys, ys)),
  };
}
