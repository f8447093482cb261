/**
 * Flexibility, measured: which of twenty workloads a service model can run at all, and which only after a rewrite.
 *
 * ```text
 *   needs hardware that is not there ────────────────────────> cannot
 *   provider's application ── one of its products? ── no ────> cannot
 *   needs a layer that the provider owns ── code can change? ─> rewrite, else cannot
 *   provider's runtime ── speaks the language? ── no ────────> cannot
 *   otherwise ───────────────────────────────────────────────> runs
 * ```
 *
 * @packageDocumentation
 */
import { type Layer, layers, type ServiceModel } from "./serviceModel";

/** Something that somebody wants to run. */
export interface Workload {
  readonly name: string;
  /** The lowest layer that must be under the customer's control; the application, if nothing else is said. */
  readonly controls?: Layer;
  /** Language of its code, if it is code. */
  readonly language?: string;
  /** What it does, in words of a SaaS catalogue. */
  readonly product?: string;
  /** Hardware that not every server has. */
  readonly hardware?: string;
  /** Keeps files or sessions on its own machine, which a platform's instances do not. */
  readonly keepsState?: boolean;
}

/** Twenty workloads, from plain e-mail to an operating system of one's own. */
export const workloadCatalogue: readonly Workload[] = [
  { name: "plain e-mail", product: "e-mail", language: "C", controls: "runtime" },
  { name: "office documents", product: "office", controls: "runtime" },
  { name: "customer relations", product: "customer relations", language: "Java" },
  { name: "project management", product: "project management", language: "Ruby" },
  { name: "file sharing", product: "file sharing", language: "Java", keepsState: true },
  { name: "Python handler", language: "Python" },
  { name: "Java web shop", language: "Java", keepsState: true },
  { name: "Ruby on Rails site", language: "Ruby" },
  { name: "Hadoop job", language: "Java" },
  { name: "PHP forum", language: "PHP", keepsState: true },
  { name: "C++ game server", language: "C++", controls: "runtime", keepsState: true },
  { name: "old 32-bit library", language: "C", controls: "runtime" },
  { name: "Windows desktop program", controls: "operatingSystem" },
  { name: "kernel module", controls: "operatingSystem" },
  { name: "obscure operating system", controls: "operatingSystem" },
  { name: "training on a GPU", language: "Python", hardware: "gpu", controls: "runtime" },
  { name: "database in a terabyte of memory", hardware: "terabyte memory", controls: "operatingSystem" },
  { name: "hypervisor of one's own", controls: "virtualization" },
  { name: "packet capture on special cards", hardware: "capture card", controls: "servers" },
  { name: "machine control within a millisecond", controls: "site" },
];

/** Whether a workload runs, and if not as it is, why. */
export type Fit =
  | { readonly type: "runs" }
  | { readonly type: "rewrite"; readonly reason: string }
  | { readonly type: "cannot"; readonly reason: string };

/**
 * Decides whether a service model can run a workload.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const kernelModule = { name: "kernel module", controls: "operatingSystem" } as const;
 * assert.equal(cloud.fit(kernelModule, cloud.iaas).type, "runs");
 * assert.equal(cloud.fit(kernelModule, cloud.paas).type, "cannot");
 * ```
 */
export function fit(workload: Workload, model: ServiceModel): Fit {
  const { hardware, product, language, controls = "application" } = workload;
  const { owners } = model;
  if (hardware !== undefined && model.hardware !== "any" && !model.hardware.includes(hardware))
    return cannot(`no ${hardware} to be had`);
  if (owners.application === "provider") {
    if (product !== undefined && model.products?.includes(product)) return { type: "runs" };
    return cannot("none of the provider's applications does it");
  }
  const lost = layers.slice(layers.indexOf(controls)).find((layer) => owners[layer] === "provider");
  if (lost !== undefined && lost !== "runtime") return cannot(`the provider owns the ${lost}`);
  if (owners.runtime === "customer") return { type: "runs" };
  if (language === undefined) return cannot("it is no code of one's own");
  if (!model.languages?.includes(language)) return cannot(`the platform has no ${language}`);
  if (lost !== undefined) return { type: "rewrite", reason: "it brings a runtime of its own" };
  return workload.keepsState ? { type: "rewrite", reason: "it keeps state on its machine" } : { type: "runs" };
}

function cannot(reason: string): Fit {
  return { type: "cannot", reason };
}

/** What a model can do of a catalogue. */
export interface FlexibilityMeasure {
  readonly runs: number;
  readonly rewrites: number;
  readonly of: number;
  /** Share that runs; what must be rewritten counts half. */
  readonly share: number;
}

/** Tries every workload of a catalogue. */
export function measureFlexibility(model: ServiceModel, catalogue = workloadCatalogue): FlexibilityMeasure {
  const fits = catalogue.map((workload) => fit(workload, model).type);
  const count = (type: Fit["type"]) => fits.filter((one) => one === type).length;
  const [runs, rewrites, of] = [count("runs"), count("rewrite"), catalogue.length];
  return { runs, rewrites, of, share: (runs + rewrites / 2) / of };
}
