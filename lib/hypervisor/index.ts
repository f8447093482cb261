export * from "./exits";
export * from "./experiments";
export * from "./guests";
export * from "./hostMachine";
export * from "./hypervisor";
export * from "./sensitivity";
export * from "./trapAndEmulate";
