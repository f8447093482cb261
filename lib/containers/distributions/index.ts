export * from "./distribution";
export * from "./packageManager";
export * from "./packages";
