export * from "./sysbench";
