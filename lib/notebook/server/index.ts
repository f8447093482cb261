export * from "./kernels";
export * from "./kernelTypes";
export * from "./options";
export * from "./server";
export * from "./startCommand";
