export * from "./cgroups";
export * from "./distributions";
export * from "./files";
export * from "./hosts";
export * from "./images";
export * from "./kernel";
export * from "./result";
export * from "./scheduling";
