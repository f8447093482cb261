export { type Container, emptyTree, runContainer } from "./container/container";
export { enterContainer } from "./container/enter";
export {
  type ContainerOptions,
  type ContainerVolume,
  containerCapabilities,
  containerDevices,
  containerNamespaces,
} from "./container/options";
export type { ByteChannel } from "./descriptors/byteChannel";
export type { Description, DescriptorTable } from "./descriptors/description";
export type { Console } from "./devices/console";
export type { Device } from "./devices/device";
export * from "./executable";
export * from "./kernel";
export type { Access, AddressSpace, ChargePages, SharedPages } from "./memory/addressSpace";
export type { Counter } from "./mounts/copyTree";
export type { MountNamespace } from "./mounts/mountNamespace";
export type { MountPoint, NewMount, PeerGroup, Propagation } from "./mounts/mountPoint";
export type { IpcNamespace, MessageQueue, Segment } from "./namespaces/ipc";
export type { Namespace } from "./namespaces/namespace";
export { type NamespaceKind, namespaceKinds } from "./namespaces/namespace";
export type { PidNamespace } from "./namespaces/pid";
export * from "./namespaces/pidExercise";
export type { CgroupNamespace, UtsNamespace } from "./namespaces/small";
export type { IdRange, MapWriter, UserNamespace } from "./namespaces/user";
export type { Prefix } from "./network/addresses";
export * from "./network/netlink";
export type { Link, NetworkNamespace, Route } from "./network/networkNamespace";
export type { Datagram, Socket } from "./network/socket";
export * from "./probe/probe";
export * from "./probe/rows";
export { type Resource, resources } from "./probe/trials";
export type { NewProcess } from "./processes/birth";
export type { Ending, Identity, NamespaceSet, Process } from "./processes/process";
export { type NetworkRow, networkRows, type ProcessRow, processRows } from "./processes/rows";
export type { Sleeps, WaitQueue } from "./processes/waitQueue";
export * from "./program";
export { standardPrograms } from "./programs/standard";
export * from "./runCommand";
export * from "./versions/compatibility";
export { releaseOfCall, systemCallsOf } from "./versions/systemCallVersions";
