/**
 * Addresses and selectors that all trials share.
 *
 * @packageDocumentation
 */

/** Where things are. */
export const places = {
  /** The instruction. */
  code: 0x1000,
  /** Where its jumps lead. */
  target: 0x1800,
  /** What its memory operand names. */
  data: 0x2000,
  /** The stack's top. */
  stack: 0x2100,
  /** A stack that frames of returns name. */
  otherStack: 0x2180,
  /** Memory of the guest that is compared: from `data` to here. */
  end: 0x2200,
  /** Handlers of exceptions, 16 bytes each: to arrive there is to trap. */
  exceptions: 0xf000,
  /** Handlers of INT n. */
  handlers: 0xe000,
} as const;

/** Selectors that both machines have. */
export const selectors = {
  kernelCode: 0x08,
  kernelData: 0x10,
  ring1Code: 0x18,
  ring1Data: 0x20,
  userCode: 0x28,
  userData: 0x30,
  conformingCode: 0x38,
  gate: 0x40,
  task: 0x48,
  localTable: 0x50,
  otherTask: 0x58,
  monitorTask: 0x60,
  monitorLocalTable: 0x68,
} as const;
