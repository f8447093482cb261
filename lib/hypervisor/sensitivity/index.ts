export * from "./classify";
export * from "./mnemonics";
