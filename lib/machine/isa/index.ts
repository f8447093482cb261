export * from "./decode";
export * from "./disassemble";
export * from "./encode";
export * from "./form";
export * from "./instruction";
export * from "./instructionSet";
export * from "./operandKinds";
export * from "./table";
