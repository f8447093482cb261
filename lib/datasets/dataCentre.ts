/**
 * What a data centre costs and how well it turns power into computing: published inputs, results and PUE.
 *
 * Source: `data-centre-2010` and `pue-history` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { number, oneOf, text } from "./columns";
import { type Loader, table } from "./table";

/** A number that a published cost model takes or gives. */
export interface DataCentreFigure {
  /** What it is, such as `server price`. */
  readonly quantity: string;
  /** Whether the model takes it or gives it. */
  readonly role: "input" | "output";
  /** The published version: the talk of 2010-06, the post of 2010-09, or both. */
  readonly version: "2010-06" | "2010-09" | "both";
  /** The number, in `unit`. */
  readonly value: number;
  /** Unit of the value, such as `USD/kWh`. */
  readonly unit: string;
  /** Whether it was seen in print or recalled, in words. */
  readonly status: string;
}

/**
 * Inputs and published results of Hamilton's cost model of 2010, both versions.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const servers = datasets.dataCentre2010().find(({ quantity }) => quantity === "servers");
 * assert.equal(servers?.value, 45978);
 * ```
 */
export const dataCentre2010: Loader<DataCentreFigure> = table("data-centre-2010.csv", {
  quantity: text("quantity"),
  role: oneOf("role", ["input", "output"]),
  version: oneOf("version", ["2010-06", "2010-09", "both"]),
  value: number("value"),
  unit: text("unit"),
  status: text("status"),
});

/** A reported PUE. */
export interface PueReport {
  /** Who reported, and of what. */
  readonly series: string;
  /** Year, or year and quarter: `2009` or `2009Q1`. */
  readonly period: string;
  /** Total energy over the energy that reaches IT; 1 or more. */
  readonly pue: number;
  /** Whether it was seen in print or recalled. */
  readonly status: "seen" | "recalled";
}

/**
 * PUE as Google and the Uptime Institute's survey reported it, 2007 to 2023.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const pueHistory: Loader<PueReport> = table("pue-history.csv", {
  series: text("series"),
  period: text("period", /^\d{4}(Q[1-4])?$/, "a year or quarter like 2009Q1"),
  pue: number("pue", { from: 1 }),
  status: oneOf("status", ["seen", "recalled"]),
});
