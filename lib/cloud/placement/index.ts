export * from "./bestFit";
export * from "./bounds";
export * from "./decreasing";
export * from "./exact";
export * from "./firstFit";
export * from "./nextFit";
export * from "./placement";
export * from "./worstFit";
