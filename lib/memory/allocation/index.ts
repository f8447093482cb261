export * from "./bestFit";
export * from "./buddy";
export * from "./contiguousAllocator";
export * from "./firstFit";
export * from "./nextFit";
export * from "./paged";
export * from "./traffic";
export * from "./worstFit";
