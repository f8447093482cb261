export type { Instruction, Keyword } from "./instruction";
export type { HereDocument } from "./lines";
export * from "./parse";
export { expandWord, type TextPlace, type Variables } from "./words";
