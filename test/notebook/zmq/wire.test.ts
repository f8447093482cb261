import test from "ava";
import fc from "fast-check";
import { MessageFactory } from "../../../lib/notebook/kernel";
import { decodeWire, encodeWire } from "../../../lib/notebook/zmq/wire";

const factory = new MessageFactory();
const toBuffers = (frames: ReturnType<typeof encodeWire>): Buffer[] =>
  frames.map((frame) => Buffer.from(frame as Buffer));

test("a message comes back as it was sent, whatever is in it", (t) => {
  const property = fc.property(
    fc.string(),
    fc.array(fc.uint8Array({ minLength: 1 }), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.array(fc.uint8Array(), { maxLength: 3 }),
    (key, identities, content, buffers) => {
      const message = factory.make("some_type", JSON.parse(JSON.stringify(content)) as object, undefined, buffers);
      const frames = toBuffers(
        encodeWire(
          key,
          identities.map((one) => Buffer.from(one)),
          message,
        ),
      );
      const received = decodeWire(key, frames);
      t.deepEqual(received.message.header, message.header);
      t.deepEqual(received.message.content, message.content);
      t.deepEqual(
        received.identities.map(String),
        identities.map((one) => Buffer.from(one).toString()),
      );
      t.deepEqual(
        received.message.buffers.map((one) => [...one]),
        buffers.map((one) => [...one]),
      );
    },
  );
  fc.assert(property, { seed: 1, numRuns: 300 });
});

test("a message is refused when any signed byte or the key is another", (t) => {
  const frames = toBuffers(encodeWire("key", [], factory.make("execute_request", { code: "1" })));
  t.throws(() => decodeWire("other", frames), { message: /wrong signature/ });
  for (const part of [2, 3, 4, 5]) {
    const changed = frames.map((frame, at) => (at === part ? Buffer.concat([frame, Buffer.from(" ")]) : frame));
    t.throws(() => decodeWire("key", changed), { message: /wrong signature/ });
  }
  t.throws(() => decodeWire("key", frames.slice(0, 4)), { message: /Expected the frames/ });
});
