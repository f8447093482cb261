export * from "./claim";
export * from "./claimsCommand";
export { containerStatements } from "./containers";
export { hostStatements } from "./hosts";
export * from "./ledger";
export { machineStatements } from "./machine";
