export * from "./host";
export * from "./messages";
