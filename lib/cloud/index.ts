export * from "./burstable";
export * from "./sysbench";
