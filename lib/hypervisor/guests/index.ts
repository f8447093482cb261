export * from "./bareGuest";
export * from "./silentFailures";
