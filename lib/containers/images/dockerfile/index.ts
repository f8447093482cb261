export type { Instruction, Keyword } from "./instruction";
export * from "./parse";
export { expandWord, type TextPlace, type Variables } from "./words";
