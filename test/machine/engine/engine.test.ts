/**
 * Blocks against single steps: the same state after the same count of instructions, on code that nobody would write. Random bytes jump into the middle of instructions, overwrite
 * themselves, fault, and run over the ends of pages; whatever they raise sends them to another place.
 */
import { isDeepStrictEqual } from "node:util";
import test from "ava";
import fc from "fast-check";
import { Engine } from "../../../lib/machine/engine";
import { processorState } from "../../../lib/machine/inspect";
import { processorOn, stepTo } from "./harness";

for (const ring of [0, 3])
  test(`random bytes in ring ${ring} leave the same state in blocks as step by step`, (t) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 64, maxLength: 600 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 2, maxLength: 6 }),
        (code, counts) => {
          const [inBlocks, inSteps] = [processorOn(code, ring), processorOn(code, ring)];
          const engine = new Engine(inBlocks);
          let until = 0;
          for (const count of counts) {
            until += count;
            while (inBlocks.instructions < until && !inBlocks.halted) engine.run(until, false);
            stepTo(inSteps, until);
            const states = [processorState(inBlocks), processorState(inSteps)];
            if (!isDeepStrictEqual(states[0], states[1])) t.deepEqual(states[0], states[1]);
          }
          t.is(Buffer.compare(inBlocks.ram.bytes, inSteps.ram.bytes), 0);
        },
      ),
      { numRuns: process.env.CI === "true" ? 300 : 30, seed: 6 },
    );
  });
