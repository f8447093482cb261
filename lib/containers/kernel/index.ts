export * from "./executable";
