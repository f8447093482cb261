export { Dispatcher } from "./dispatcher";
export * from "./policy";
export * from "./roundRobin";
export * from "./scheduler";
