/** Sockets of the caller's network namespace, and changes to it. */
import { statOf } from "../../files/pathWalk";
import { done, failed, type Result } from "../../result";
import { bindPort, connectStream, sendDatagram } from "../network/connections";
import { change } from "../network/links";
import { Socket } from "../network/socket";
import { isCapable } from "../processes/privileges";
import { sleepOn } from "../processes/waitQueue";
import type { SocketAddress, SocketRequests } from "../program";
import { bytesOf, type Caller, description, filesOf, type Handlers } from "./caller";

/** Below this, ports are for the powerful. */
const FIRST_PLAIN_PORT = 1024;

export const socketHandlers: Handlers<SocketRequests> = {
  socket: ({ process }, family, type) => process.descriptors.add(new Socket(process.namespaces.net, family, type)),
  bind: (caller, fd, address) => {
    const socket = socketOf(caller, fd);
    if (socket.type === "failed") return socket;
    if ("path" in address) return bindPath(caller, socket.value, address.path);
    const { process } = caller;
    const isPlain = address.port === 0 || address.port >= FIRST_PLAIN_PORT;
    if (!isPlain && !isCapable(process, "CAP_NET_BIND_SERVICE", process.namespaces.net.owner!)) return failed("EACCES");
    return bindPort(socket.value, address);
  },
  listen: (caller, fd, backlog = 128) => {
    const socket = socketOf(caller, fd);
    if (socket.type === "failed") return socket;
    if (socket.value.type === "SOCK_DGRAM") return failed("EOPNOTSUPP");
    if (socket.value.local === undefined) {
      const bound = bindPort(socket.value, { address: "0.0.0.0", port: 0 });
      if (bound.type === "failed") return bound;
    }
    socket.value.state = "listening";
    socket.value.backlogLimit = backlog;
    return done();
  },
  accept: (caller, fd) => {
    const socket = socketOf(caller, fd);
    if (socket.type === "failed") return socket;
    if (socket.value.state !== "listening") return failed("EINVAL");
    const connection = socket.value.backlog.shift();
    return connection === undefined ? sleepOn(socket.value.arrivals) : caller.process.descriptors.add(connection);
  },
  connect: (caller, fd, address) => {
    const socket = socketOf(caller, fd);
    if (socket.type === "failed") return socket;
    if (socket.value.state === "connected") return failed("EISCONN");
    return "path" in address ? connectPath(caller, socket.value, address.path) : connectStream(socket.value, address);
  },
  sendto: (caller, fd, bytes, address) => {
    const socket = socketOf(caller, fd);
    if (socket.type === "failed") return socket;
    return "path" in address ? failed("EOPNOTSUPP") : sendDatagram(socket.value, bytesOf(bytes), address);
  },
  recvfrom: (caller, fd) => {
    const socket = socketOf(caller, fd);
    return socket.type === "failed" ? socket : socket.value.receive();
  },
  getsockname: (caller, fd) => {
    const socket = socketOf(caller, fd);
    if (socket.type === "failed") return socket;
    return done<SocketAddress>(socket.value.local ?? { address: "0.0.0.0", port: 0 });
  },
  netlink: ({ process }, message) => {
    const { net, pid } = process.namespaces;
    if (!isCapable(process, "CAP_NET_ADMIN", net.owner!)) return failed("EPERM");
    return change(net, message, (number) => {
      const other = pid.get(number);
      if (other === undefined) return failed("ESRCH");
      const target = other.namespaces.net;
      return isCapable(process, "CAP_NET_ADMIN", target.owner!) ? done(target) : failed("EPERM");
    });
  },
  links: ({ process }) => done(process.namespaces.net.rows),
};

function socketOf(caller: Caller, fd: number): Result<Socket> {
  return description(caller, fd, Socket, "ENOTSOCK");
}

/** A name for a Unix socket: in a file system, or, with an at sign before it, in the network namespace. */
function bindPath(caller: Caller, socket: Socket, path: string): Result {
  const { abstract } = socket.network;
  socket.local = { path };
  if (path.startsWith("@")) {
    if (abstract.has(path)) return failed("EADDRINUSE");
    abstract.set(path, socket);
    socket.onRelease = () => abstract.delete(path);
    return done();
  }
  const made = filesOf(caller).mknod(path, { type: "socket", mode: 0o777 });
  if (made.type === "failed") return made.error === "EEXIST" ? failed("EADDRINUSE") : made;
  const place = filesOf(caller).place(path);
  if (place.type === "failed") return place;
  const { boundSockets } = caller.kernel;
  const { fileSystem } = place.value.mount;
  const byInode = boundSockets.get(fileSystem) ?? new Map<number, Socket>();
  boundSockets.set(fileSystem, byInode.set(place.value.ino, socket));
  socket.onRelease = () => byInode.delete(place.value.ino);
  return done();
}

function connectPath(caller: Caller, socket: Socket, path: string): Result {
  const listener = path.startsWith("@") ? done(socket.network.abstract.get(path)) : atPath(caller, path);
  if (listener.type === "failed") return listener;
  if (listener.value?.state !== "listening") return failed("ECONNREFUSED");
  const server = new Socket(listener.value.network, "AF_UNIX", "SOCK_STREAM");
  Socket.join(socket, server);
  listener.value.backlog.push(server);
  listener.value.arrivals.wake();
  return done();
}

function atPath(caller: Caller, path: string): Result<Socket | undefined> {
  const place = filesOf(caller).place(path);
  if (place.type === "failed") return place;
  if (statOf(place.value)?.type !== "socket") return failed("ECONNREFUSED");
  const writable = filesOf(caller).access(path, 2);
  if (writable.type === "failed") return writable;
  return done(caller.kernel.boundSockets.get(place.value.mount.fileSystem)?.get(place.value.ino));
}
