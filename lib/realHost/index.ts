export * from "./ociLayout";
export * from "./sysbench";
