export * from "./assembler";
export * from "./isa";
