export * from "./teachingKernel";
