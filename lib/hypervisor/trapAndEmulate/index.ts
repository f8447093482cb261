export * from "./hardware";
export * from "./translation";
export * from "./trapAndEmulate";
