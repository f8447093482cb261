import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib";
import {
  FileCalls,
  failed,
  lectureLayers,
  MemoryFileSystem,
  OverlayFileSystem,
  valueOf,
} from "../../../lib/containers";
import { treeOf } from "../../contracts/fileSystem";

function base(): MemoryFileSystem {
  const files = new MemoryFileSystem();
  const calls = FileCalls.on(files);
  for (const path of ["/d", "/d/e"]) valueOf(calls.mkdir(path), path);
  for (const path of ["/f", "/d/g", "/d/e/h"]) valueOf(calls.writeFile(path, `base ${path}`), path);
  valueOf(calls.link("/f", "/hard"), "link");
  return files;
}

const paths = ["/f", "/d/g", "/d/e/h", "/d", "/d/e", "/new", "/d/new"];
const change = fc.record({
  who: fc.nat({ max: 1 }),
  path: fc.constantFrom(...paths),
  what: fc.constantFrom(...(["write", "unlink", "rmdir", "mkdir", "chmod"] as const)),
});

test("two containers on one image: each reads what it wrote last, neither sees the other, and the image never changes", (t) => {
  const holds = fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
    const image = base();
    const before = JSON.stringify([...treeOf(FileCalls.on(image))]);
    const each = () => FileCalls.on(new OverlayFileSystem({ lower: [image], upper: new MemoryFileSystem() }));
    const containers = [each(), each()];
    for (const [at, { who, path, what }] of changes.entries()) {
      const [own, others] = [containers[who]!, containers[1 - who]!];
      const seen = JSON.stringify([...treeOf(others)]);
      const text = `${who} ${at}`;
      const result =
        what === "write" ? own.writeFile(path, text) : what === "chmod" ? own.chmod(path, 0o700) : own[what](path);
      if (what === "write" && result.type === "done") t.is(valueOf(own.readText(path), path), text);
      t.is(JSON.stringify([...treeOf(others)]), seen);
    }
    t.is(JSON.stringify([...treeOf(FileCalls.on(image))]), before);
  });
  t.notThrows(() => fc.assert(holds, { numRuns: 200, seed: 1 }));
});

test("what an overlay shows is what a new one on the same layers shows", (t) => {
  const holds = fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
    const [image, upper] = [base(), new MemoryFileSystem()];
    const calls = FileCalls.on(new OverlayFileSystem({ lower: [image], upper }));
    for (const { path, what } of changes) {
      if (what === "write") calls.writeFile(path, what);
      else if (what === "chmod") calls.chmod(path, 0o700);
      else calls[what](path);
    }
    const again = FileCalls.on(new OverlayFileSystem({ lower: [image], upper }));
    t.deepEqual([...treeOf(again)].sort(), [...treeOf(calls)].sort());
  });
  t.notThrows(() => fc.assert(holds, { numRuns: 200, seed: 1 }));
});

test("a name of a lower hard link goes its own way once it is written", (t) => {
  const calls = FileCalls.on(new OverlayFileSystem({ lower: [base()], upper: new MemoryFileSystem() }));
  t.is(valueOf(calls.stat("/f"), "stat").links, 2);
  valueOf(calls.writeFile("/f", "mine"), "write");
  t.is(valueOf(calls.readText("/hard"), "read"), "base /f");
  t.is(valueOf(calls.stat("/f"), "stat").links, 1);
});

test("who opened a file to read before it was copied up reads the copy", (t) => {
  const calls = FileCalls.on(new OverlayFileSystem({ lower: [base()], upper: new MemoryFileSystem() }));
  const { file } = valueOf(calls.open("/d/g"), "open");
  valueOf(calls.writeFile("/d/g", "new"), "write");
  t.is(Buffer.from(file.read(0, 99)).toString(), "new");
});

test("without an upper layer every change is EROFS", (t) => {
  const calls = FileCalls.on(new OverlayFileSystem({ lower: [base()] }));
  t.deepEqual(
    [calls.mkdir("/x"), calls.unlink("/f"), calls.chmod("/f", 0), calls.writeFile("/f", ""), calls.rename("/f", "/g")],
    Array.from({ length: 5 }, () => failed("EROFS")),
  );
});

test("a copy up that does not fit leaves nothing behind", (t) => {
  const image = new MemoryFileSystem();
  valueOf(FileCalls.on(image).writeFile("/big", new Uint8Array(10_000)), "write");
  const upper = new MemoryFileSystem({ sizeBytes: 8192 });
  const calls = FileCalls.on(new OverlayFileSystem({ lower: [image], upper }));
  t.deepEqual(calls.chmod("/big", 0o600), failed("ENOSPC"));
  t.deepEqual(valueOf(upper.list(upper.root), "list"), []);
});

test("what the container did to the lecture's stack is in its own layer alone", (t) => {
  const [fresh, used] = [lectureLayers("fresh"), lectureLayers("used")];
  const shared = ({ layers }: typeof fresh) => layers.slice(1).map(({ files }) => [...treeOf(FileCalls.on(files))]);
  t.deepEqual(shared(used), shared(fresh));
  t.deepEqual(fresh.overlay.counts.copies, 0);
});

test("too many layers, and an upper layer that is also a lower one, are refused", (t) => {
  const files = new MemoryFileSystem();
  t.throws(() => new OverlayFileSystem({ lower: Array.from({ length: 501 }, () => files) }), {
    instanceOf: DomainError,
  });
  t.throws(() => new OverlayFileSystem({ lower: [files], upper: files }), { instanceOf: DomainError });
});
