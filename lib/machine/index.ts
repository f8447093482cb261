export * from "./assembler";
export * from "./isa";
export * from "./processor";
export * from "./protection";
