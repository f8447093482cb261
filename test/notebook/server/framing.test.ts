import test from "ava";
import fc from "fast-check";
import type { Channel, Message } from "../../../lib/notebook/kernel/message";
import { type Framing, legacyFraming, v1Framing } from "../../../lib/notebook/server/framing";
import { request } from "./support";

const framings: [name: string, framing: Framing][] = [
  ["default", legacyFraming],
  ["v1", v1Framing],
];

const json = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as object);

const framed = fc.record({
  channel: fc.constantFrom<Channel>("shell", "control", "iopub", "stdin"),
  message: fc.record({
    header: fc.record({ msg_id: fc.uuid(), msg_type: fc.string(), session: fc.string() }),
    parent_header: json,
    metadata: json,
    content: json,
    buffers: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 4 }),
  }) as unknown as fc.Arbitrary<Message>,
});

for (const [name, framing] of framings) {
  test(`${name}: what is framed comes out as it went in, buffers included`, (t) => {
    fc.assert(
      fc.property(framed, ({ channel, message }) => {
        const decoded = framing.decode(framing.encode({ channel, message }));
        t.is(decoded.channel, channel);
        const { buffers, ...rest } = decoded.message;
        const { buffers: sent, ...expected } = message;
        t.deepEqual(JSON.parse(JSON.stringify(rest)), JSON.parse(JSON.stringify(expected)));
        t.deepEqual(
          buffers.map((buffer) => [...buffer]),
          sent.map((buffer) => [...buffer]),
        );
      }),
    );
  });

  test(`${name}: no bytes whatever do more than throw an Error`, (t) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        t.throws(() => framing.decode(Buffer.from(bytes)), { instanceOf: Error });
      }),
    );
  });
}

test("default: a message without buffers is text with its channel", (t) => {
  const frame = legacyFraming.encode({ channel: "shell", message: request("kernel_info_request") });
  t.is((JSON.parse(frame as string) as { channel: string }).channel, "shell");
});

test("default: the table of parts is big-endian and starts with their number", (t) => {
  const message = request("comm_msg", {}, [Buffer.from("xyz")]);
  const frame = legacyFraming.encode({ channel: "shell", message }) as Buffer;
  t.is(frame.readUInt32BE(0), 2);
  t.is(frame.readUInt32BE(4), 12);
  t.is(frame.subarray(frame.readUInt32BE(8)).toString(), "xyz");
});

test("v1: the table of parts is little-endian, the channel first and the end last", (t) => {
  const message = request("comm_msg", {}, [Buffer.from("xyz")]);
  const frame = v1Framing.encode({ channel: "iopub", message }) as Buffer;
  const count = Number(frame.readBigUInt64LE(0));
  t.is(count, 7);
  const offset = (n: number): number => Number(frame.readBigUInt64LE(8 * (n + 1)));
  t.is(offset(0), 8 * (1 + count));
  t.is(frame.subarray(offset(0), offset(1)).toString(), "iopub");
  t.is(frame.subarray(offset(5), offset(6)).toString(), "xyz");
  t.is(offset(6), frame.length);
});

test("a message that leaves its channel out goes to the shell", (t) => {
  const text = JSON.stringify({ header: { msg_id: "1", msg_type: "x" } });
  t.is(legacyFraming.decode(text).channel, "shell");
});

test("a message for a channel that is none is refused by name", (t) => {
  const text = JSON.stringify({ header: { msg_id: "1", msg_type: "x" }, channel: "hb" });
  t.throws(() => legacyFraming.decode(text), { message: 'There is no channel "hb".' });
});
