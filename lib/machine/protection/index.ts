export * from "./far";
export * from "./interrupt";
export * from "./segmentLoad";
