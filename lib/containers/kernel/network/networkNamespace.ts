/**
 * A network of one's own: interfaces, addresses, routes and ports.
 *
 * ```text
 *   first            lo 127.0.0.1    bridge br0 10.0.0.1 ─┬─ vethA ═══ eth0 10.0.0.2    namespace of container A
 *                    ports: 22                            └─ vethB ═══ eth0 10.0.0.3    namespace of container B
 * ```
 *
 * A new one has a loopback interface that is down, and nothing else. A way to an address is found link by link; packets themselves,
 * IPv6, filters and address translation are left out.
 *
 * Source: network_namespaces(7), veth(4), ip(7), routing rules as ip-route(8) tells.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import { Namespace } from "../namespaces/namespace";
import type { UserNamespace } from "../namespaces/user";
import { contains, type Prefix, parsePrefix, prefixText } from "./addresses";
import type { LinkRow } from "./netlink";
import type { Socket } from "./socket";

/** An interface. */
export interface Link {
  name: string;
  readonly kind: LinkRow["kind"];
  isUp: boolean;
  readonly addresses: Prefix[];
  /** The bridge whose port it is. */
  master: Link | undefined;
  /** The other end of a veth pair. */
  peer: Link | undefined;
  namespace: NetworkNamespace;
}

/** A way to a network that is not next door. */
export interface Route {
  readonly destination: Prefix;
  readonly via: string;
}

/** The longest way that a packet goes. */
const MAX_HOPS = 64;

/** Interfaces, addresses, routes and ports. */
export class NetworkNamespace extends Namespace {
  readonly kind = "net";
  readonly links: Link[] = [];
  readonly routes: Route[] = [];
  /** Sockets that have a port, in the order in which they came. */
  readonly sockets: Socket[] = [];
  /** Abstract Unix sockets, by name. */
  readonly abstract = new Map<string, Socket>();
  /** Passes on what is for others: ip_forward. */
  forwards = false;

  constructor(id: number, owner: UserNamespace | undefined) {
    super(id, owner);
    this.add("lo", "loopback").addresses.push(parsePrefix("127.0.0.1/8")!);
  }

  add(name: string, kind: Link["kind"]): Link {
    const link: Link = { name, kind, isUp: false, addresses: [], master: undefined, peer: undefined, namespace: this };
    this.links.push(link);
    return link;
  }

  find(name: string): Link | undefined {
    return this.links.find((link) => link.name === name);
  }

  /** The rows that `ip address` would show. */
  get rows(): LinkRow[] {
    return this.links.map(({ name, kind, isUp, addresses, master }) => ({
      name,
      kind,
      isUp,
      addresses: addresses.map(prefixText),
      master: master?.name,
    }));
  }

  /** Whether the address is one of its own, on an interface that is up. */
  has(address: string): boolean {
    return this.links.some(
      ({ isUp, kind, addresses }) =>
        isUp && addresses.some((one) => (kind === "loopback" ? contains(one, address) : one.address === address)),
    );
  }

  /** The namespace in which packets to `address` arrive. `ENETUNREACH` without a route, `EHOSTUNREACH` if nobody answers there. */
  reach(address: string, hops = MAX_HOPS): Result<NetworkNamespace> {
    if (this.has(address)) return done(this);
    const way = this.#route(address);
    if (way === undefined) return failed("ENETUNREACH");
    const next = segment(way.link).find((link) => link.namespace !== this && link.namespace.has(way.via));
    if (next === undefined) return failed("EHOSTUNREACH");
    if (next.namespace.has(address)) return done(next.namespace);
    return next.namespace.forwards && hops > 0 ? next.namespace.reach(address, hops - 1) : failed("ETIMEDOUT");
  }

  /** The address that packets to `address` come from. */
  sourceFor(address: string): string {
    if (this.has(address)) return address;
    const link = this.#route(address)?.link;
    return link?.addresses[0]?.address ?? "0.0.0.0";
  }

  /** The interface for an address, and whom to ask for on it: the longest fitting prefix decides. */
  #route(address: string): { readonly link: Link; readonly via: string } | undefined {
    const direct = this.links.flatMap((link) =>
      link.isUp
        ? link.addresses.filter((one) => contains(one, address)).map(({ bits }) => ({ link, bits, via: address }))
        : [],
    );
    const gateways = this.routes.flatMap(({ destination, via }) => {
      const link = this.links.find(({ isUp, addresses }) => isUp && addresses.some((one) => contains(one, via)));
      return link !== undefined && contains(destination, address) ? [{ link, bits: destination.bits, via }] : [];
    });
    return [...direct, ...gateways].sort((a, b) => b.bits - a.bits)[0];
  }
}

/** All interfaces that a frame sent on a link comes to: through veth pairs, and through bridges to every port. */
function segment(start: Link): Link[] {
  const seen = new Set<Link>();
  const send = (link: Link) => {
    if (link.kind === "bridge") for (const port of link.namespace.links) if (port.master === link) cross(port);
    if (link.kind === "veth") cross(link);
  };
  const cross = (port: Link) => {
    if (port.isUp && port.peer?.isUp) arrive(port.peer);
  };
  const arrive = (link: Link) => {
    if (seen.has(link)) return;
    seen.add(link);
    if (link.master?.isUp && !seen.has(link.master)) {
      seen.add(link.master);
      send(link.master);
    }
  };
  send(start);
  return [...seen];
}
