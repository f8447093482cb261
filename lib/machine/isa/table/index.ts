export * from "./arithmetic";
export * from "./bits";
export * from "./control";
export * from "./definition";
export * from "./moving";
export * from "./semantics";
export * from "./system";
