export * from "./cgroup";
export * from "./cgroupTree";
export { type ControlActions, type ControlFile, controlFiles } from "./controlFiles";
export * from "./disk";
export * from "./experiments/memoryToLimit";
export { type Charge, highDelayUs } from "./memory";
export { badness, chooseVictim, type OomCandidate, type OomKill, type OomRow } from "./oom";
export { effectiveProtection } from "./protection";
