export * from "./claim";
export * from "./claimsCommand";
export * from "./ledger";
