export * from "./buildAfterEdits";
export * from "./buildImage";
export { BuildCache, type CachedStep } from "./cache";
export * from "./options";
export { ignoreFilter } from "./patterns";
