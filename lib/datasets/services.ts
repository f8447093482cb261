/**
 * The services of AWS: as its console listed them in three years, and when each became available.
 *
 * Source: `aws-console` and `aws-launches` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { day, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** A service in a screenshot of the console. */
export interface ConsoleService {
  /** Year of the screenshot: 2012, 2015 or 2018. */
  readonly year: number;
  /** Group under which the console listed it. */
  readonly category: string;
  /** Its name. */
  readonly service: string;
}

/**
 * The 162 services that the lecture's three screenshots list: 19 in 2012, 52 in 2015, 91 in 2018.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * assert.equal(datasets.awsConsole().filter(({ year }) => year === 2018).length, 91);
 * ```
 */
export const awsConsole: Loader<ConsoleService> = table("aws-console.csv", {
  year: whole("year", { from: 2006 }),
  category: text("category"),
  service: text("service"),
});

/** The launch of a service. */
export interface ServiceLaunch {
  /** Its name. */
  readonly service: string;
  /** Day on which anybody could first use it, perhaps as a preview; ISO 8601. */
  readonly released: string;
  /** Address of the announcement. */
  readonly sourceUrl: string;
}

/**
 * 180 launches to 2022-02, in order of date; not all there were.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const awsLaunches: Loader<ServiceLaunch> = table("aws-launches.csv", {
  service: text("service"),
  released: day("released"),
  sourceUrl: text("source_url", /^https?:\/\//, "an address that starts with https://"),
});
