export * from "./errors";
export * as figures from "./figures";
export * as memory from "./memory";
export { type Comm, clearOutput, display, input, onComm, openComm, type Renderings } from "./notebook/display";
export { show } from "./notebook/show";
export * as sim from "./sim";
