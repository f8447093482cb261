export * from "./dataCentre";
export * from "./instances";
export * from "./network";
export * from "./servers";
export * from "./services";
export * from "./sysbench";
export type { Loader } from "./table";
export * from "./utilization";
export * from "./world";
