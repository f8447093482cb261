export * from "./html";
export * from "./peek";
export * from "./snapshot";
export * from "./trace";
export * from "./views";
