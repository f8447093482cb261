export * from "./sensitivity";
