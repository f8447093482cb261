export * from "./scheduler";
