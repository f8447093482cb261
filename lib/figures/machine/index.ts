export * from "./exits";
export * from "./rings";
export * from "./road";
export * from "./silentFailures";
