export { type Container, emptyTree, enterContainer, runContainer } from "./container/container";
export {
  type ContainerOptions,
  containerCapabilities,
  containerDevices,
  containerNamespaces,
} from "./container/options";
export * from "./executable";
export * from "./kernel";
export { type NamespaceKind, namespaceKinds } from "./namespaces/namespace";
export * from "./namespaces/pidExercise";
export * from "./network/netlink";
export * from "./probe/probe";
export * from "./probe/rows";
export { type Resource, resources } from "./probe/trials";
export type { Process } from "./processes/process";
export { type NetworkRow, networkRows, type ProcessRow, processRows } from "./processes/rows";
export * from "./program";
export { standardPrograms } from "./programs/standard";
export * from "./runCommand";
export * from "./versions/compatibility";
export { releaseOfCall, systemCallsOf } from "./versions/systemCallVersions";
