export * from "./credentials";
export * from "./fileSystem";
export * from "./mounts";
