/** Carries out what a process asks of its network: each message in a few lines. */
import { done, failed, type Result } from "../../result";
import { parsePrefix } from "./addresses";
import type { LinkMessage } from "./netlink";
import type { Link, NetworkNamespace } from "./networkNamespace";

/**
 * Changes a network. `EEXIST` for a name that is taken, `ENODEV` for an interface that is not there, `EINVAL` for bad addresses.
 *
 * @param find - the network of a process, by its number
 */
export function change(
  network: NetworkNamespace,
  message: LinkMessage,
  find: (process: number) => Result<NetworkNamespace>,
): Result {
  if (message.type === "newVeth") return newVeth(network, message.name, message.peer);
  if (message.type === "newBridge") {
    if (network.find(message.name) !== undefined) return failed("EEXIST");
    network.add(message.name, "bridge");
    return done();
  }
  if (message.type === "newRoute") return newRoute(network, message.destination, message.via);
  const link = network.find(message.name);
  if (link === undefined) return failed("ENODEV");
  if (message.type === "deleteLink") return remove(link);
  if (message.type === "rename") {
    if (network.find(message.to) !== undefined) return failed("EEXIST");
    link.name = message.to;
  }
  if (message.type === "setUp") link.isUp = true;
  if (message.type === "setMaster") {
    const bridge = network.find(message.bridge);
    if (bridge === undefined) return failed("ENODEV");
    if (bridge.kind !== "bridge" || link.kind === "bridge" || link.kind === "loopback") return failed("EINVAL");
    link.master = bridge;
  }
  if (message.type === "newAddress") return newAddress(link, message.address);
  if (message.type === "moveTo") {
    const target = find(message.namespaceOf);
    return target.type === "failed" ? target : move(link, target.value);
  }
  return done();
}

function newVeth(network: NetworkNamespace, name: string, peer: string): Result {
  if (name === peer || network.find(name) !== undefined || network.find(peer) !== undefined) return failed("EEXIST");
  const [one, other] = [network.add(name, "veth"), network.add(peer, "veth")];
  one.peer = other;
  other.peer = one;
  return done();
}

function newRoute(network: NetworkNamespace, destination: string, via: string): Result {
  const prefix = parsePrefix(destination === "default" ? "0.0.0.0/0" : destination);
  if (prefix === undefined || parsePrefix(via) === undefined) return failed("EINVAL");
  if (!network.links.some(({ isUp, addresses }) => isUp && addresses.length > 0)) return failed("ENETUNREACH");
  network.routes.push({ destination: prefix, via });
  return done();
}

function newAddress(link: Link, text: string): Result {
  const prefix = parsePrefix(text);
  if (prefix === undefined) return failed("EINVAL");
  if (link.addresses.some(({ address }) => address === prefix.address)) return failed("EEXIST");
  link.addresses.push(prefix);
  return done();
}

/** An interface in another network is down, without addresses, and of no bridge. */
function move(link: Link, target: NetworkNamespace): Result {
  if (link.kind === "loopback") return failed("EINVAL");
  if (target.find(link.name) !== undefined) return failed("EEXIST");
  detach(link);
  link.isUp = false;
  link.master = undefined;
  link.addresses.length = 0;
  link.namespace = target;
  target.links.push(link);
  return done();
}

/** The other end of a veth pair goes with it. */
function remove(link: Link): Result {
  if (link.kind === "loopback") return failed("EOPNOTSUPP");
  for (const one of [link, link.peer]) if (one !== undefined) detach(one);
  return done();
}

function detach(link: Link): void {
  const { links } = link.namespace;
  links.splice(links.indexOf(link), 1);
  for (const port of links) if (port.master === link) port.master = undefined;
}

/** When the last process of a network is gone: virtual interfaces vanish, real ones go back to the first network. */
export function dissolve(network: NetworkNamespace, first: NetworkNamespace): void {
  for (const link of [...network.links])
    if (link.kind === "ethernet") move(link, first);
    else if (link.kind !== "loopback") remove(link);
}
