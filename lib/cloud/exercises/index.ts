export * from "./bill";
