export * from "./container";
export * from "./containerInVm";
export * from "./everyWay";
export * from "./microVm";
export * from "./process";
export * from "./virtualMachine";
export * from "./way";
