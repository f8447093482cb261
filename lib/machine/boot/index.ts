export * from "./bootImage";
export * from "./elf";
export * from "./firmware";
export * from "./multiboot";
export * from "./unknownEncodings";
