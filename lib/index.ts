export * from "./errors";
export * as memory from "./memory";
export * as sim from "./sim";
