export * from "./published";
export * from "./pullTime";
export * from "./registry";
export * from "./transfer";
