export * from "./kernelCommand";
export * from "./kernelspec";
