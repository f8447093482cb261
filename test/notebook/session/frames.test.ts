import test from "ava";
import fc from "fast-check";
import { encodeFrame, FrameReader } from "../../../lib/notebook/session/frames";

test("frames come back whole however the pipe cuts them", (t) => {
  const property = fc.property(
    fc.array(fc.oneof(fc.jsonValue(), fc.uint8Array()), { maxLength: 5 }),
    fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
    (messages, sizes) => {
      const bytes = Buffer.concat(messages.map(encodeFrame));
      const received: unknown[] = [];
      const reader = new FrameReader((message) => received.push(message));
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value as number;
        reader.push(bytes.subarray(at, at + size));
        at += size;
      }
      t.deepEqual(JSON.stringify(received), JSON.stringify(messages));
    },
  );
  fc.assert(property, { seed: 1, numRuns: 500 });
});
