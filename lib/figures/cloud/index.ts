export * from "./latencyMap";
export * from "./reliability";
export * from "./services";
export * from "./sysbench";
export * from "./tenancy";
