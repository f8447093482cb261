export * from "./build";
export * from "./compression";
export * from "./digest";
export * from "./dockerfile";
export * from "./layers";
export * from "./oci";
export * from "./registry";
export * from "./tar";
