/**
 * How far apart regions and zones are, in kilometres and in milliseconds.
 *
 * Source: `region-rtt`, `zone-rtt` and `region-cities` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { number, text } from "./columns";
import { type Loader, table } from "./table";

/** Round trips between two regions. */
export interface RegionRtt {
  /** City of the one region. */
  readonly from: string;
  /** City of the other. */
  readonly to: string;
  /** Average round trip in ms, as measured. */
  readonly rttMs: number;
  /** Distance of the cities in km along the great circle, as recorded. */
  readonly greatCircleKm: number;
  /** Least round trip in ms that light in fibre would need. */
  readonly fibreMinRttMs: number;
  /** Measured over least round trip; 1 or more. */
  readonly inflation: number;
}

/**
 * 90 directed pairs of ten regions of IBM Cloud, averages of February 2024.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const regionRtts: Loader<RegionRtt> = table("region-rtt.csv", {
  from: text("from"),
  to: text("to"),
  rttMs: number("rtt_ms"),
  greatCircleKm: number("great_circle_km"),
  fibreMinRttMs: number("fibre_min_rtt_ms"),
  inflation: number("inflation", { from: 1 }),
});

/** Round trips between the three zones of a region, in ms. */
export interface ZoneRtt {
  /** City of the region. */
  readonly region: string;
  /** Between zones 1 and 2, in ms. */
  readonly zones12Ms: number;
  /** Between zones 1 and 3, in ms. */
  readonly zones13Ms: number;
  /** Between zones 2 and 3, in ms. */
  readonly zones23Ms: number;
}

/**
 * Round trips inside ten regions of IBM Cloud.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const zoneRtts: Loader<ZoneRtt> = table("zone-rtt.csv", {
  region: text("region"),
  zones12Ms: number("zones_1_2_ms"),
  zones13Ms: number("zones_1_3_ms"),
  zones23Ms: number("zones_2_3_ms"),
});

/** Where a city is. */
export interface City {
  /** Its name, as in {@link regionRtts}. */
  readonly city: string;
  /** Country, ISO 3166-1: two letters. */
  readonly country: string;
  /** Latitude in degrees, north positive. */
  readonly latitudeDeg: number;
  /** Longitude in degrees, east positive. */
  readonly longitudeDeg: number;
}

/**
 * The ten cities of {@link regionRtts}, with coordinates rounded to 0.01°.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const south = datasets.regionCities().filter(({ latitudeDeg }) => latitudeDeg < 0);
 * assert.deepEqual(south.map(({ city }) => city), ["Sao Paulo", "Sydney"]);
 * ```
 */
export const regionCities: Loader<City> = table("region-cities.csv", {
  city: text("city"),
  country: text("country", /^[A-Z]{2}$/, "two capital letters"),
  latitudeDeg: number("latitude_deg", { from: -90, to: 90 }),
  longitudeDeg: number("longitude_deg", { from: -180, to: 180 }),
});
