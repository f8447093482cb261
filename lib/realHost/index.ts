export { type Allowed, type KernelRights, kernelAllows } from "./kernelAllows";
export * from "./ociLayout";
export {
  type MemoryRun,
  measureFreezing,
  measureMemory,
  measureNice,
  measureProcesses,
  measureQuota,
  measureShares,
  type RunOptions,
} from "./realRuns";
export * from "./sideBySide";
export * from "./starts";
export * from "./sysbench";
