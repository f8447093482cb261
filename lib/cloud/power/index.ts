export * from "./fan";
export * from "./fit";
export * from "./linear";
export * from "./measuredCurve";
export { type PowerModel } from "./power";
export * from "./proportionality";
