export * from "./bill";
export * from "./breakEven";
