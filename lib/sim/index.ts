export * from "./distributions";
export * from "./random";
export * from "./streams";
