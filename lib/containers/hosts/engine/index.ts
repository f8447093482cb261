export * from "./containerEngine";
export * from "./monitor";
