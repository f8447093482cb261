/**
 * Fast, reliable, cheap: what more regions and more servers buy, and what they cost.
 *
 * ```text
 *             ┌─ region 1: [site] ── servers 1 … n ─┐
 *   users ────┼─ region 2: [site] ── servers 1 … n ─┼──> works if any region has enough servers up
 *             └─ region k: [site] ── servers 1 … n ─┘
 * ```
 *
 * Each region can carry all users if it must (else the others' failure would be its overload), so `serversNeeded` of its servers
 * have to work. Latency comes from `regions`, availability from `availability`, cost from the servers' price. Left out: data that
 * must be kept equal in all regions, and its price.
 *
 * @packageDocumentation
 */
import { range } from "lodash";
import { requireNotNegative, requirePositive } from "../checks";
import { DomainError } from "../errors";
import { atLeast, MINUTES_PER_YEAR, parallel, part, type System, series, unavailability } from "./availability";
import { exactRegions } from "./regionPlacement";
import { type GeoPoint, meanRttMs, shareWithin, type UserGroup, userLatencies } from "./regions";

/** What a server is, and how it and its site fail. */
export interface ServiceParts {
  /** Requests per second that one server answers. */
  readonly requestsPerSecond: number;
  readonly usdPerHour: number;
  readonly server: { readonly mtbfHours: number; readonly mttrHours: number };
  /** What all servers of a region share: power, network, the building. */
  readonly site: { readonly mtbfHours: number; readonly mttrHours: number };
}

/**
 * An assumption to begin with: a server fails twice a year and is replaced in an hour, a site fails once in two years for four
 * hours. Price: c5.large at $0.085 an hour; its 500 requests a second are assumed.
 */
export const assumedParts: ServiceParts = {
  requestsPerSecond: 500,
  usdPerHour: 0.085,
  server: { mtbfHours: 4380, mttrHours: 1 },
  site: { mtbfHours: 17_520, mttrHours: 4 },
};

/** One way to run the service. */
export interface TradeOffRow<City extends GeoPoint = GeoPoint> {
  readonly regions: readonly City[];
  /** Servers in each region beyond those that the load needs. */
  readonly spareServers: number;
  readonly servers: number;
  readonly usdPerMonth: number;
  readonly meanRttMs: number;
  /** Share of the users, 0 to 1, within 100 ms. */
  readonly within100Ms: number;
  readonly downtimeMinutesPerYear: number;
  /** What all servers together answer. */
  readonly requestsPerSecond: number;
  /** Whether another row is better in one of cost, latency and downtime, and no worse in the others. */
  readonly isDominated: boolean;
}

/** What to try. */
export interface TradeOffOptions {
  /** Requests per second at the peak, of all users. */
  readonly peakRequestsPerSecond: number;
  /** Tries 1 to this many regions. */
  readonly maxRegions: number;
  /** Tries 0 to this many spare servers a region. */
  readonly maxSpares: number;
  readonly parts?: ServiceParts;
}

/**
 * Tries every number of regions with every number of spare servers. Cities are chosen so that the mean round trip is least.
 *
 * @throws {@link DomainError} if a peak, rate or count is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const options = { peakRequestsPerSecond: 1000, maxRegions: 2, maxSpares: 1 };
 * const rows = cloud.tradeOffs(datasets.urbanPopulation(), datasets.regionCities(), options);
 * assert.deepEqual(rows.map(({ servers }) => servers), [2, 3, 4, 6]);
 * ```
 */
export function tradeOffs<City extends GeoPoint>(
  users: readonly UserGroup[],
  cities: readonly City[],
  options: TradeOffOptions,
): TradeOffRow<City>[] {
  const { peakRequestsPerSecond, maxRegions, maxSpares, parts = assumedParts } = options;
  requirePositive({ peakRequestsPerSecond, requestsPerSecond: parts.requestsPerSecond });
  requireNotNegative({ usdPerHour: parts.usdPerHour });
  if (!Number.isInteger(maxRegions) || maxRegions < 1)
    throw new DomainError("maxRegions", "to be a whole number from 1", maxRegions);
  if (!Number.isInteger(maxSpares) || maxSpares < 0)
    throw new DomainError("maxSpares", "to be a whole number from 0", maxSpares);
  const needed = Math.ceil(peakRequestsPerSecond / parts.requestsPerSecond);
  const rows = range(1, maxRegions + 1).flatMap((count) => {
    const { regions } = exactRegions(users, cities, count);
    const latencies = userLatencies(users, regions);
    return range(0, maxSpares + 1).map((spareServers) => {
      const servers = count * (needed + spareServers);
      return {
        regions,
        spareServers,
        servers,
        usdPerMonth: (servers * parts.usdPerHour * 8760) / 12,
        meanRttMs: meanRttMs(latencies),
        within100Ms: shareWithin(latencies, 100),
        downtimeMinutesPerYear: MINUTES_PER_YEAR * unavailability(service(count, needed, spareServers, parts)),
        requestsPerSecond: servers * parts.requestsPerSecond,
      };
    });
  });
  return rows.map((row) => ({ ...row, isDominated: rows.some((other) => dominates(other, row)) }));
}

/**
 * The service as a system of parts: it works if one of its regions has enough servers.
 *
 * @throws {@link DomainError} if a count or time is out of range
 */
export function service(regions: number, needed: number, spares: number, parts: ServiceParts = assumedParts): System {
  const members = range(1, regions + 1).map((region) => {
    const servers = range(1, needed + spares + 1).map((server) => part(`server ${region}.${server}`, parts.server));
    return series(part(`site ${region}`, parts.site), atLeast(needed, servers));
  });
  return parallel(...members);
}

type Measures = Omit<TradeOffRow, "isDominated">;

function dominates(other: Measures, row: Measures): boolean {
  const measures = ["usdPerMonth", "meanRttMs", "downtimeMinutesPerYear"] as const;
  return measures.every((one) => other[one] <= row[one]) && measures.some((one) => other[one] < row[one]);
}
