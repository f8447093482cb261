export * from "./block";
export * from "./engine";
