export * from "./assembler";
export * from "./devices";
export * from "./engine";
export * from "./inspect";
export * from "./isa";
export * from "./machine";
export * from "./processor";
export * from "./protection";
