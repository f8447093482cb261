/**
 * A service model: one stack of layers, and who owns each.
 *
 * ```text
 *                     private   IaaS      PaaS      SaaS
 *   data              customer  customer  customer  customer
 *   application       customer  customer  customer  PROVIDER
 *   runtime           customer  customer  PROVIDER  PROVIDER
 *   operating system  customer  customer  PROVIDER  PROVIDER
 *   virtualization    customer  PROVIDER  PROVIDER  PROVIDER
 *   servers           customer  PROVIDER  PROVIDER  PROVIDER
 *   network, site     customer  PROVIDER  PROVIDER  PROVIDER
 * ```
 *
 * Beside the layers stands what follows from no layer: how use is billed, how fast capacity comes, and what keeps tenants apart.
 * A model of your own is one more object of this type; every measurement of this folder takes it.
 *
 * Source: P. Mell, T. Grance, "The NIST definition of cloud computing" (SP 800-145, 2011), for the three service models.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** The stack, from the ground up. */
export const layers = [
  "site",
  "network",
  "servers",
  "virtualization",
  "operatingSystem",
  "runtime",
  "application",
  "data",
] as const;

/** One layer of the stack. */
export type Layer = (typeof layers)[number];

/** Who runs a layer, and may change it. */
export type Owner = "customer" | "provider";

/** How use becomes a bill. */
export type Billing =
  /** Machines are bought for the peak, and paid for whether used or not. */
  | { readonly type: "owned"; readonly headroom: number }
  /** Instances are rented while they run. */
  | { readonly type: "instance"; readonly unitSeconds: number; readonly minimumSeconds: number }
  /** Requests are billed by their time, rounded up to a unit. */
  | { readonly type: "request"; readonly unitSeconds: number }
  /** Each user is paid for so many days at a time, whether they come or not. */
  | { readonly type: "seat"; readonly days: number };

/** What keeps one tenant from another. */
export interface Boundary {
  /** What the boundary is made of. */
  readonly by: string;
  /** Tenants that share it, the customer included. */
  readonly tenants: number;
  /** Functions that a tenant may call across it: hypercalls, system calls, requests of an application. */
  readonly interfaceWidth: number;
}

/** How capacity follows demand. */
export interface Scaling {
  /** From the wish for capacity to its first answer. */
  readonly startSeconds: number;
  /** Most capacity that can be had, in multiples of what the customer normally uses. */
  readonly ceiling: number;
}

/** A way to run what one needs. */
export interface ServiceModel {
  readonly name: string;
  /** The owner of each layer. Owners change once, from provider below to customer above. */
  readonly owners: Readonly<Record<Layer, Owner>>;
  readonly billing: Billing;
  readonly scaling: Scaling;
  readonly boundary: Boundary;
  /** Languages of the provider's runtime; needed where the provider owns the runtime and not the application. */
  readonly languages?: readonly string[];
  /** What the provider's applications do; needed where the provider owns the application. */
  readonly products?: readonly string[];
  /** Special hardware that can be had; `"any"` where the customer owns the servers. */
  readonly hardware: readonly string[] | "any";
}

/**
 * Gives the layers from `first` up to the customer, and those below to the provider.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const owners = cloud.customerFrom("application");
 * assert.deepEqual([owners.runtime, owners.application], ["provider", "customer"]);
 * ```
 */
export function customerFrom(first: Layer): Record<Layer, Owner> {
  const from = layers.indexOf(first);
  return Object.fromEntries(layers.map((layer, at) => [layer, at >= from ? "customer" : "provider"])) as Record<
    Layer,
    Owner
  >;
}

/**
 * Refuses a model that cannot be: a layer whose owner is above a stranger's, or a negative number.
 *
 * @throws {@link DomainError} that names what is wrong
 */
export function checkModel(model: ServiceModel): void {
  const { owners, scaling, boundary } = model;
  layers.forEach((layer, at) => {
    const below = layers[at - 1];
    if (below !== undefined && owners[below] === "customer" && owners[layer] === "provider")
      throw new DomainError(`owner of ${layer}`, `to be the customer, who owns ${below} below it`, owners[layer]);
  });
  if (!(scaling.startSeconds >= 0)) throw new DomainError("startSeconds", "to be 0 or more", scaling.startSeconds);
  if (!(scaling.ceiling >= 1)) throw new DomainError("ceiling", "to be at least 1", scaling.ceiling);
  if (!(boundary.tenants >= 1)) throw new DomainError("tenants", "to be at least 1", boundary.tenants);
  if (!(boundary.interfaceWidth >= 0))
    throw new DomainError("interfaceWidth", "to be 0 or more", boundary.interfaceWidth);
}
