/**
 * Cases and outcomes as a file. Most of an outcome is as it was before, so its registers are kept as what changed (exclusive or), which compresses well.
 *
 * ```text
 *   per case: 120 bytes of the case │ its outcome, words: vector, error, CR2, 16 registers ⊕ those of the case, number of changes, changes
 *   all of it compressed by Brotli
 * ```
 */
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { CASE_BYTES, type Case, decodeCase, decodeOutcome, encodeCase, encodeOutcome, type Outcome } from "./situation";

type Row = readonly [given: Case, outcome: Outcome];

const FIRST_REGISTER = 12;
const REGISTER_BYTES = 64;

/** To be written. */
export function pack(rows: readonly Row[]): Buffer {
  const parts = rows.flatMap(([given, outcome]) => {
    const before = encodeCase(given);
    return [before, exclusiveOr(encodeOutcome(outcome), before)];
  });
  const whole = Buffer.concat(parts);
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length };
  return brotliCompressSync(whole, { params });
}

/** Back again. */
export function unpack(file: Buffer): Row[] {
  let rest = brotliDecompressSync(file);
  const rows: Row[] = [];
  while (rest.length > 0) {
    const before = Uint8Array.from(rest.subarray(0, CASE_BYTES));
    const { outcome, length } = decodeOutcome(
      exclusiveOr(Uint8Array.from(rest.subarray(CASE_BYTES, CASE_BYTES + 0x3000)), before),
    )!;
    rows.push([decodeCase(before), outcome]);
    rest = rest.subarray(CASE_BYTES + length);
  }
  return rows;
}

/** The registers of an outcome as they differ from those of its case, or back again. */
function exclusiveOr(outcome: Uint8Array, before: Uint8Array): Uint8Array {
  for (let at = 0; at < REGISTER_BYTES; at++) outcome[FIRST_REGISTER + at]! ^= before[at]!;
  return outcome;
}
