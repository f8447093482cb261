export * from "./guest";
export * from "./idleTax";
export * from "./pages";
