export * from "./benchCommand";
