export * from "./distributions";
export * from "./money";
export * from "./random";
export * from "./streams";
export * from "./units";
