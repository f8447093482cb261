export * from "./heatMap";
export { goodHall, goodRow, type HallOptions, type RackRow } from "./options";
export * from "./scenarios";
