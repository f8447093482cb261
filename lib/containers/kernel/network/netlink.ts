/**
 * What a process can ask of its network: new interfaces, addresses and routes.
 *
 * Source: rtnetlink(7), ip-link(8), ip-address(8), ip-route(8).
 *
 * @packageDocumentation
 */

/** A change. Addresses are IPv4 with their prefix, as "10.0.0.2/24"; `namespaceOf` is a process whose network gets the interface. */
export type LinkMessage =
  | { readonly type: "newVeth"; readonly name: string; readonly peer: string }
  | { readonly type: "newBridge"; readonly name: string }
  | { readonly type: "deleteLink"; readonly name: string }
  | { readonly type: "rename"; readonly name: string; readonly to: string }
  | { readonly type: "setUp"; readonly name: string }
  | { readonly type: "setMaster"; readonly name: string; readonly bridge: string }
  | { readonly type: "moveTo"; readonly name: string; readonly namespaceOf: number }
  | { readonly type: "newAddress"; readonly name: string; readonly address: string }
  | { readonly type: "newRoute"; readonly destination: string; readonly via: string };

/** An interface, as `ip address` lists it. */
export interface LinkRow {
  readonly name: string;
  readonly kind: "loopback" | "veth" | "bridge" | "ethernet";
  readonly isUp: boolean;
  /** IPv4 with prefix. */
  readonly addresses: readonly string[];
  /** The bridge whose port it is. */
  readonly master: string | undefined;
}
