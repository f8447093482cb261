export * from "./kernel";
export * from "./message";
