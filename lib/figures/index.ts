export * from "./cloud";
export * from "./containers";
export * from "./figure";
export * from "./layout";
export * from "./machine";
export * from "./memory";
export * from "./palette";
