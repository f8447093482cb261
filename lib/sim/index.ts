export * from "./distributions";
export * from "./money";
export * from "./process";
export * from "./random";
export * from "./server";
export * from "./simulation";
export * from "./streams";
export * from "./units";
