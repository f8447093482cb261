export * from "./adjust";
export * from "./churn";
export * from "./consolidate";
export * from "./repack";
export * from "./static";
export * from "./strategy";
