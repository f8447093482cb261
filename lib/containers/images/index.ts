export * from "./compression";
export * from "./digest";
export * from "./layers";
export * from "./oci";
export * from "./registry";
export * from "./tar";
