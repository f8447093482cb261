export * from "./contract";
export * from "./handler";
export * from "./options";
export * from "./platform";
export * from "./report";
export * from "./store";
