/**
 * Automation and ease of use, measured: what the customer has to do in a year, because nobody else owns the layer.
 *
 * ```text
 *   layer's care: times a year × things to care for     summed over the layers that the customer owns
 *   operating system: 12 patches × 20 machines = 240
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type Layer, layers, type ServiceModel } from "./serviceModel";

/** How often a layer needs somebody, and of how many things there are. */
export interface Care {
  readonly timesPerYear: number;
  readonly of: "everything" | "machine";
  /** What is done. */
  readonly what: string;
}

/** How much care each layer needs. All are assumptions of a small shop, for the reader to change. */
export const assumedCare: Readonly<Record<Layer, Care>> = {
  site: { timesPerYear: 52, of: "everything", what: "look after power, cooling and doors" },
  network: { timesPerYear: 24, of: "everything", what: "change and mend switches and lines" },
  // A tenth of the servers fails in a year, and a quarter is replaced by age.
  servers: { timesPerYear: 0.35, of: "machine", what: "mend or replace a server" },
  virtualization: { timesPerYear: 4, of: "machine", what: "update the hypervisor" },
  operatingSystem: { timesPerYear: 12, of: "machine", what: "patch the operating system" },
  runtime: { timesPerYear: 4, of: "machine", what: "update language and libraries" },
  application: { timesPerYear: 26, of: "everything", what: "release the application" },
  data: { timesPerYear: 12, of: "everything", what: "review who may see what" },
};

/** What a year asks of the customer. */
export interface AutomationMeasure {
  readonly operationsPerYear: number;
  /** By layer; 0 where the provider cares. */
  readonly byLayer: Readonly<Record<Layer, number>>;
}

/**
 * Counts the customer's operations in a year.
 *
 * @param machines - how many machines the work needs, virtual or not
 * @throws {@link DomainError} if there is less than one machine, or a care is negative
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.measureAutomation(cloud.saas, { machines: 20 }).operationsPerYear, 12);
 * assert.equal(cloud.measureAutomation(cloud.paas, { machines: 20 }).operationsPerYear, 38);
 * ```
 */
export function measureAutomation(
  model: ServiceModel,
  {
    machines = 20,
    care = assumedCare,
  }: { readonly machines?: number; readonly care?: Readonly<Record<Layer, Care>> } = {},
): AutomationMeasure {
  if (!(machines >= 1)) throw new DomainError("machines", "to be at least 1", machines);
  const entries = layers.map((layer) => {
    const { timesPerYear, of } = care[layer];
    if (!(timesPerYear >= 0)) throw new DomainError(`timesPerYear of ${layer}`, "to be 0 or more", timesPerYear);
    const operations = timesPerYear * (of === "machine" ? machines : 1);
    return [layer, model.owners[layer] === "customer" ? operations : 0] as const;
  });
  return {
    operationsPerYear: entries.reduce((sum, [, operations]) => sum + operations, 0),
    byLayer: Object.fromEntries(entries) as Record<Layer, number>,
  };
}
