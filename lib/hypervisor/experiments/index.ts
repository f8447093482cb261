export * from "./exitsOverTime";
export * from "./roads";
