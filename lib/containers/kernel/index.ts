export * from "./executable";
export * from "./network/netlink";
export * from "./program";
