export * from "./executable";
export * from "./kernel";
export * from "./network/netlink";
export * from "./program";
export { standardPrograms } from "./programs/standard";
export * from "./runCommand";
export { releaseOfCall, systemCallsOf } from "./versions/systemCallVersions";
