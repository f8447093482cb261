export * from "./ociLayout";
export * from "./starts";
export * from "./sysbench";
