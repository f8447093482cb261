export * from "./closedForms";
export * from "./erlang";
export * from "./queue";
export * from "./simulateQueue";
export * from "./tails";
