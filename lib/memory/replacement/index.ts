export * from "./fifo";
export * from "./lru";
export * from "./random";
export * from "./replacement";
