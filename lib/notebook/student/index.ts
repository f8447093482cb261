/**
 * The course in a student's folder: laid out at first, brought up to date by later versions, never overwritten.
 *
 * @packageDocumentation
 */

export { type DeliveryOrder, deliver } from "./deliver";
export { isInstalled, studentFolder } from "./folder";
