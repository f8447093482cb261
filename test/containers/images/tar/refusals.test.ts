/** Archives that somebody else made, and not out of kindness. */
import test from "ava";
import fc from "fast-check";
import { MemoryFileSystem } from "../../../../lib/containers/files/memoryFileSystem";
import {
  applyLayer,
  gunzip,
  gzip,
  listTree,
  type NewTarEntry,
  readTar,
  tarEntry,
  unpackLayer,
  writeTar,
} from "../../../../lib/containers/images";
import { encodeHeader, type TarHeader } from "../../../../lib/containers/images/tar/header";
import { DomainError } from "../../../../lib/errors";

const header: TarHeader = {
  name: "x",
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 0,
  modifiedSeconds: 0,
  flag: "0",
  linkName: "",
  major: 0,
  minor: 0,
};
const archive = (...headers: Partial<TarHeader>[]) =>
  new Uint8Array(Buffer.concat([...headers.map((one) => encodeHeader({ ...header, ...one })), new Uint8Array(1024)]));
const damaged = (at: number) => {
  const bytes = archive({});
  bytes[at] = 0x7a;
  return bytes;
};
const file = (path: string, more: Partial<NewTarEntry> = {}) => tarEntry({ path, type: "file", ...more });

const refused: [title: string, bytes: Uint8Array, message: RegExp][] = [
  ["a path upwards", archive({ name: "../x" }), /tar entry 1: path to have no part "\.\.", got "\.\.\/x"/],
  ["a path upwards from within", archive({ name: "a/../../x" }), /no part "\.\."/],
  ["an absolute path", archive({ name: "/etc/passwd" }), /relative to the tree, got "\/etc\/passwd"/],
  ["the root by its absolute name", archive({ name: "/" }), /relative to the tree/],
  ["an empty part", archive({ name: "a//b" }), /no part ""/],
  [
    "a hard link out of the tree",
    archive({ name: "h", flag: "1", linkName: "../../etc/shadow" }),
    /hard link's target to have no part/,
  ],
  [
    "a hard link to an absolute path",
    archive({ name: "h", flag: "1", linkName: "/etc/shadow" }),
    /hard link's target to be relative/,
  ],
  [
    "a hard link to what is not there",
    archive({ name: "h", flag: "1", linkName: "y" }),
    /earlier entry that is no directory, got "y"/,
  ],
  [
    "a hard link to a directory",
    archive({ name: "d/", flag: "5" }, { name: "h", flag: "1", linkName: "d" }),
    /no directory, got "d"/,
  ],
  ["a path twice", archive({}, {}), /tar entry 2: path to be there once, got "x"/],
  ["a path twice, spelled differently", archive({}, { name: "./x" }), /there once/],
  ["an unknown type", archive({ flag: "S" }), /known type, got "S"/],
  ["a wrong checksum", damaged(0), /checksum to be \d+, got \d+/],
  ["a size that is no number", damaged(124), /checksum|size to be an octal number/],
  ["content that is cut off", archive({ size: 5000 }), /followed by 5000 bytes of content, got 1024/],
  ["a header that is cut off", archive({}).subarray(0, 700), /header of 512 bytes, got 188/],
];
for (const [title, bytes, message] of refused)
  test(`refused: ${title}`, (t) => {
    t.regex(t.throws(() => readTar(bytes), { instanceOf: DomainError }).message, message);
  });

test("refused: more content, entries or devices than the limits allow", (t) => {
  const bytes = writeTar([
    file("a", { content: "12345" }),
    file("b", { content: "12345" }),
    file("c", { type: "block", device: { major: 8, minor: 0 } }),
  ]);
  t.is(readTar(bytes).length, 3);
  t.throws(() => readTar(bytes, { contentBytes: 9 }), {
    message: /tar entry 2 to keep all contents within 9 bytes, got 10/,
  });
  t.throws(() => readTar(bytes, { entries: 2 }), { message: /at most 2 entries/ });
  t.throws(() => readTar(bytes, { devices: "refuse" }), { message: /tar entry 3: c to be no device, got "block"/ });
});

test("a declared size of terabytes is refused before any of it is read", (t) => {
  t.throws(() => readTar(archive({ size: 8 ** 11 - 1 })), { message: /within 4294967296 bytes/ });
});

test("a bomb is stopped at the limit, long before it is inflated", (t) => {
  const bomb = gzip(new Uint8Array(64 * 2 ** 20));
  t.true(bomb.length < 70_000);
  t.throws(() => unpackLayer(bomb), { message: /inflate to at most 16777216 bytes/ });
  t.throws(() => gunzip(gzip(new Uint8Array(5000)), { inflatedBytes: 4999 }), { message: /at most 4999 bytes/ });
  t.is(gunzip(bomb, { ratio: 2000 }).length, 64 * 2 ** 20);
});

test("a damaged or shortened compressed layer is refused", (t) => {
  const whole = gzip(writeTar([file("a", { content: "hello" })]));
  t.throws(() => unpackLayer(whole.subarray(0, whole.length - 6)), { instanceOf: DomainError, message: /to be whole/ });
  const changed = Uint8Array.from(whole);
  changed[20] = changed[20]! ^ 0xff;
  t.throws(() => unpackLayer(changed), { instanceOf: DomainError });
});

test("a symbolic link may lead anywhere, and nothing is written through it", (t) => {
  const outside = new MemoryFileSystem();
  applyLayer(outside, [file("victim", { content: "intact" })]);
  const entries = [tarEntry({ path: "etc", type: "symlink", target: "/" }), file("etc/passwd", { content: "mine" })];
  t.throws(() => applyLayer(outside, readTar(writeTar(entries))), {
    message: /way to etc\/passwd to lead through directories, got "symlink"/,
  });
  t.deepEqual(
    listTree(outside).map(({ path }) => path),
    ["", "etc", "victim"],
  );
});

test("whatever bytes come, they are read or refused with a reason", (t) => {
  const base = writeTar([
    file("a", { content: "hello" }),
    file(`é${"x".repeat(120)}`),
    tarEntry({ path: "d", type: "directory" }),
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(base.length),
      (changes, length) => {
        const bytes = Uint8Array.from(base);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          for (const { path } of readTar(bytes.subarray(0, length))) t.notRegex(path, /^\/|(^|\/)\.\.(\/|$)/);
        } catch (error) {
          t.true(error instanceof DomainError, String(error));
        }
      },
    ),
    { seed: 6, numRuns: 500 },
  );
});

test("writing refuses paths that reading would refuse", (t) => {
  for (const path of ["/a", "../a", "a/./b", "a//b", "a\0b"])
    t.throws(() => writeTar([file(path)]), { instanceOf: DomainError });
  t.throws(() => writeTar([file("a", { xattrs: new Map([["user.x", new Uint8Array()]]) })]), {
    message: /attribute user\.x to have a value/,
  });
  t.throws(() => writeTar([file("a"), file("a")]), { message: /paths to differ, got "a"/ });
});
