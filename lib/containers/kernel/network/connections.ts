/** Ports and connections: which socket a name leads to, and what stands in the way. */
import { done, failed, type Result } from "../../result";
import type { SocketAddress } from "../program";
import { parseAddress } from "./addresses";
import type { NetworkNamespace } from "./networkNamespace";
import { Socket } from "./socket";

/** All addresses of a network. */
const ANY = "0.0.0.0";
/** Ports that are given out to those who name none: ip_local_port_range. */
const [FIRST_FREE_PORT, LAST_FREE_PORT] = [32_768, 60_999];

/** An Internet address of a socket. */
export type InternetAddress = Extract<SocketAddress, { readonly port: number }>;

/** Gives a socket a port. `EADDRINUSE`, `EADDRNOTAVAIL`, `EINVAL`. */
export function bindPort(socket: Socket, { address, port }: InternetAddress): Result {
  const { network } = socket;
  if (socket.local !== undefined || parseAddress(address) === undefined || port < 0 || port > 65_535)
    return failed("EINVAL");
  if (address !== ANY && !network.has(address)) return failed("EADDRNOTAVAIL");
  const wanted = port === 0 ? freePort(network, socket.type) : port;
  if (wanted === undefined || holders(network, socket.type, wanted, address).length > 0) return failed("EADDRINUSE");
  socket.local = { address, port: wanted };
  network.sockets.push(socket);
  return done();
}

/** Connects a stream socket with a listener. */
export function connectStream(socket: Socket, to: InternetAddress): Result {
  const met = meet(socket, to);
  if (met.type === "failed") return met;
  const { listener, source } = met.value;
  if (listener.backlog.length >= listener.backlogLimit) return failed("ETIMEDOUT");
  const server = new Socket(listener.network, "AF_INET", "SOCK_STREAM");
  server.local = to;
  server.remote = socket.local ?? { address: source, port: freePort(socket.network, socket.type) ?? FIRST_FREE_PORT };
  socket.local = server.remote;
  socket.remote = to;
  Socket.join(socket, server);
  listener.backlog.push(server);
  listener.arrivals.wake();
  return done();
}

/** Sends one message. It is lost, without an error, if nobody has the port. */
export function sendDatagram(socket: Socket, bytes: Uint8Array, to: InternetAddress): Result<number> {
  if (socket.local === undefined) {
    const bound = bindPort(socket, { address: ANY, port: 0 });
    if (bound.type === "failed") return bound;
  }
  const target = socket.network.reach(to.address);
  if (target.type === "failed") return target;
  const receiver = holders(target.value, "SOCK_DGRAM", to.port, to.address)[0];
  const from = { address: socket.network.sourceFor(to.address), port: (socket.local as InternetAddress).port };
  receiver?.datagrams.push({ bytes, from });
  receiver?.arrivals.wake();
  return done(bytes.length);
}

/** The listener at an address, with a way there and a way back. */
function meet(socket: Socket, to: InternetAddress): Result<{ readonly listener: Socket; readonly source: string }> {
  const there = socket.network.reach(to.address);
  if (there.type === "failed") return there;
  const source = socket.network.sourceFor(to.address);
  const back = there.value === socket.network ? there : there.value.reach(source);
  if (back.type === "failed" || back.value !== socket.network) return failed("ETIMEDOUT");
  const listener = holders(there.value, "SOCK_STREAM", to.port, to.address).find(({ state }) => state === "listening");
  return listener === undefined ? failed("ECONNREFUSED") : done({ listener, source });
}

/** Who has a port, at this address or at all of them. */
function holders(network: NetworkNamespace, type: Socket["type"], port: number, address: string): Socket[] {
  return network.sockets.filter((one) => {
    const local = one.local as InternetAddress;
    return (
      one.type === type && local.port === port && [ANY, address].some((a) => a === local.address || address === ANY)
    );
  });
}

function freePort(network: NetworkNamespace, type: Socket["type"]): number | undefined {
  for (let port = FIRST_FREE_PORT; port <= LAST_FREE_PORT; port++)
    if (holders(network, type, port, ANY).length === 0) return port;
  return undefined;
}
