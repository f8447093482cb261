export * from "./entry";
export * from "./readTar";
export { writeTar } from "./writeTar";
