/**
 * Where to put regions so that requests are fast worldwide.
 *
 * ```text
 *   user o────── great circle ──────> region          least round trip = 2 · km / (c / 1.4682)
 *        ╰── cables, routers, detours ──╯             real round trip  = inflation · least, measured: 1.6
 * ```
 *
 * A user asks the nearest region that is up. Left out: the last mile to the user's home, queues in routers, and the server's own
 * time; `tradeOff.ts` adds capacity and failures.
 *
 * Source: c = 299,792.458 km/s by definition; 1.4682, the group index of single-mode fibre, is recalled; the inflation of 1.6 is the
 * median over the round trips of `regionRtts` in `datasets/`.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";

/** A point on the globe, in degrees; north and east are positive. */
export interface GeoPoint {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Radius of a globe with the earth's volume, in km. */
const EARTH_RADIUS_KM = 6371;
/** How far light gets in a fibre in a millisecond, in km. */
const FIBRE_KM_PER_MS = 299.792458 / 1.4682;
/** Real round trips over the least possible, in the median. */
export const MEDIAN_INFLATION = 1.6;

/**
 * Distance along the great circle, in km, on a globe.
 *
 * @throws {@link DomainError} if a latitude is not from -90 to 90, or a longitude not from -180 to 180
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const quarter = cloud.greatCircleKm({ latitudeDeg: 90, longitudeDeg: 0 }, { latitudeDeg: 0, longitudeDeg: 50 });
 * assert.ok(Math.abs(quarter - 10_007.5) < 1); // pole to equator: the first definition of the metre
 * ```
 */
export function greatCircleKm(from: GeoPoint, to: GeoPoint): number {
  checkPlace(from);
  checkPlace(to);
  const radians = Math.PI / 180;
  const [a, b] = [from.latitudeDeg * radians, to.latitudeDeg * radians];
  const turn = (to.longitudeDeg - from.longitudeDeg) * radians;
  const haversine = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(turn / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

function checkPlace({ latitudeDeg, longitudeDeg }: GeoPoint): void {
  if (!(Math.abs(latitudeDeg) <= 90)) throw new DomainError("latitudeDeg", "to be from -90 to 90", latitudeDeg);
  if (!(Math.abs(longitudeDeg) <= 180)) throw new DomainError("longitudeDeg", "to be from -180 to 180", longitudeDeg);
}

/**
 * The least round trip that light in fibre permits over a distance, in ms.
 *
 * @throws {@link DomainError} if the distance is negative
 */
export function fibreRttMs(km: number): number {
  if (!(km >= 0)) throw new DomainError("km", "to be 0 or more", km);
  return (2 * km) / FIBRE_KM_PER_MS;
}

/** People in one place, as many as `population` says; any unit, since only shares matter. */
export interface UserGroup extends GeoPoint {
  readonly population: number;
}

/** What one group of users meets. */
export interface UserLatency<User extends UserGroup = UserGroup> {
  readonly user: User;
  /** The region that answers it: the nearest one. */
  readonly region: GeoPoint;
  readonly rttMs: number;
}

/**
 * The round trip of every group of users to the nearest of the regions.
 *
 * @param inflation - real round trips over the least possible; 1 or more
 * @throws {@link DomainError} if there is no region, or inflation is below 1
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const rows = cloud.userLatencies(datasets.urbanPopulation(), datasets.regionCities());
 * assert.ok(cloud.meanRttMs(rows) < 60);
 * ```
 */
export function userLatencies<User extends UserGroup>(
  users: readonly User[],
  regions: readonly GeoPoint[],
  inflation = MEDIAN_INFLATION,
): UserLatency<User>[] {
  if (regions.length === 0) throw new DomainError("regions", "to have at least one", regions);
  if (!(inflation >= 1)) throw new DomainError("inflation", "to be at least 1", inflation);
  return users.map((user) => {
    const distances = regions.map((region) => greatCircleKm(user, region));
    const nearest = distances.indexOf(Math.min(...distances));
    return { user, region: regions[nearest]!, rttMs: inflation * fibreRttMs(distances[nearest]!) };
  });
}

/** Mean round trip in ms, each group counted by its people. */
export function meanRttMs(rows: readonly UserLatency[]): number {
  const people = rows.reduce((sum, { user }) => sum + user.population, 0);
  return rows.reduce((sum, { user, rttMs }) => sum + user.population * rttMs, 0) / people;
}

/** Share of the people, 0 to 1, whose round trip is at most `ms`. */
export function shareWithin(rows: readonly UserLatency[], ms: number): number {
  const people = (of: readonly UserLatency[]) => of.reduce((sum, { user }) => sum + user.population, 0);
  return people(rows.filter(({ rttMs }) => rttMs <= ms)) / people(rows);
}
