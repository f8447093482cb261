export * from "./density";
export * from "./kernelBugs";
export * from "./kernelCalls";
export * from "./losses";
export * from "./prosAndCons";
export * from "./startUp";
