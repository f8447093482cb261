export { Dispatcher } from "./dispatcher";
export * from "./fair";
export type { Throttling } from "./fairGroup";
export * from "./lottery";
export * from "./policy";
export * from "./roundRobin";
export * from "./scheduler";
export * from "./weights";
