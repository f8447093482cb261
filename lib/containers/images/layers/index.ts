export { applyLayer } from "./apply";
export { treeDifference } from "./compare";
export { diffTrees } from "./diff";
export * from "./layer";
export * from "./overlay";
export { listTree } from "./tree";
