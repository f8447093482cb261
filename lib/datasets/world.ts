/**
 * The world as a map needs it: coasts, and where people live in towns.
 *
 * Source: `coastline` and `urban-population` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { number, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** A corner of a coast. */
export interface CoastPoint {
  /** Which line it belongs to; points of a line follow each other. */
  readonly line: number;
  /** Longitude in degrees, east positive. */
  readonly longitudeDeg: number;
  /** Latitude in degrees, north positive. */
  readonly latitudeDeg: number;
}

/**
 * Coasts of the continents and larger islands without Antarctica, simplified to 910 points.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const coastline: Loader<CoastPoint> = table("coastline.csv", {
  line: whole("line", { from: 1 }),
  longitudeDeg: number("longitude_deg", { from: -180, to: 180 }),
  latitudeDeg: number("latitude_deg", { from: -90, to: 90 }),
});

/** People of the towns in a square of eight by eight degrees. */
export interface UrbanPopulation {
  /** Its largest town, which names it. */
  readonly largestCity: string;
  /** Country of that town, ISO 3166-1: two letters. */
  readonly country: string;
  /** Centre of the people in degrees, north positive. */
  readonly latitudeDeg: number;
  /** Centre of the people in degrees, east positive. */
  readonly longitudeDeg: number;
  /** People in millions. */
  readonly population: number;
}

/**
 * 174 squares with at least two million people in towns of 1,000 or more: 97% of the 3.1 billion that the source counts.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * assert.equal(datasets.urbanPopulation()[0]?.largestCity, "Beijing");
 * ```
 */
export const urbanPopulation: Loader<UrbanPopulation> = table("urban-population.csv", {
  largestCity: text("largest_city"),
  country: text("country", /^[A-Z]{2}$/, "two capital letters"),
  latitudeDeg: number("latitude_deg", { from: -90, to: 90 }),
  longitudeDeg: number("longitude_deg", { from: -180, to: 180 }),
  population: number("population_millions", { from: 2 }),
});
