export type { HallGrid, RackCells } from "./grid";
export * from "./heatMap";
export { goodHall, goodRow, type HallOptions, type RackRow } from "./options";
export * from "./scenarios";
