export * from "./costs";
export * from "./edits";
export * from "./filling";
export * from "./isolation";
export * from "./mapping";
export * from "./overcommit";
export * from "./references";
export * from "./replacement";
