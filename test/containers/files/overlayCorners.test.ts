/** Corners of the overlay that random sequences meet rarely, with what Linux 6.18 does. */
import test from "ava";
import { FileCalls, failed, MemoryFileSystem, OverlayFileSystem, plainUser, valueOf } from "../../../lib/containers";

function mounted(prepare: (lower: FileCalls) => void, redirectDir: "on" | "off" = "off") {
  const [lower, upper] = [new MemoryFileSystem(), new MemoryFileSystem()];
  prepare(FileCalls.on(lower));
  const files = FileCalls.on(new OverlayFileSystem({ lower: [lower], upper, redirectDir }));
  return { files, upper: FileCalls.on(upper) };
}

const text = (calls: FileCalls, path: string, name: string) =>
  Buffer.from(valueOf(calls.getXattr(path, name), name)).toString();

test("a rename out of a set-group-ID directory leaves a whiteout of its group", (t) => {
  const { files, upper } = mounted((lower) => {
    valueOf(lower.mkdir("/d"), "mkdir");
    valueOf(lower.chown("/d", { gid: 50 }), "chown");
    valueOf(lower.chmod("/d", 0o2755), "chmod");
    valueOf(lower.writeFile("/d/f", "x"), "write");
  });
  valueOf(files.rename("/d/f", "/f"), "rename");
  t.like(valueOf(upper.stat("/d/f"), "stat"), { type: "character", gid: 50, mode: 0 });
});

test("a rename onto a full directory of the upper layer is refused after the source was copied and marked", (t) => {
  const { files, upper } = mounted((lower) => valueOf(lower.mkdir("/c"), "mkdir"), "on");
  valueOf(files.mkdir("/a"), "mkdir");
  valueOf(files.writeFile("/a/f", "x"), "write");
  t.deepEqual(files.rename("/c", "/a"), failed("ENOTEMPTY"));
  t.is(text(upper, "/c", "trusted.overlay.redirect"), "c");
});

test("a directory that moves twice remembers where the lower layers have it", (t) => {
  const { files, upper } = mounted((lower) => {
    for (const path of ["/a", "/a/b"]) valueOf(lower.mkdir(path), path);
    valueOf(lower.writeFile("/a/b/f", "below"), "write");
  }, "on");
  valueOf(files.rename("/a/b", "/b"), "rename");
  valueOf(files.rename("/b", "/c"), "rename");
  t.is(text(upper, "/c", "trusted.overlay.redirect"), "/a/b");
  t.is(valueOf(files.readText("/c/f"), "read"), "below");
});

test("marks that are set through an overlay are escaped, and are no marks of it", (t) => {
  const { files, upper } = mounted((lower) => {
    valueOf(lower.mkdir("/d"), "mkdir");
    valueOf(lower.writeFile("/d/f", "x"), "write");
  });
  valueOf(files.setXattr("/d", "trusted.overlay.opaque", "y"), "set");
  t.is(text(upper, "/d", "trusted.overlay.overlay.opaque"), "y");
  t.deepEqual(valueOf(files.listXattrs("/d"), "list"), ["trusted.overlay.opaque"]);
  t.like(files.stat("/d/f"), { type: "done" });
});

test("an unknown kind of attribute is refused after the file was copied", (t) => {
  const { files, upper } = mounted((lower) => void valueOf(lower.writeFile("/f", "x"), "write"));
  t.deepEqual(files.removeXattr("/f", "other.x"), failed("EOPNOTSUPP"));
  t.like(upper.stat("/f"), { type: "failed" });
  t.deepEqual(files.setXattr("/f", "other.x", ""), failed("EOPNOTSUPP"));
  t.like(upper.stat("/f"), { type: "done" });
});

test("permissions are those of what is seen, whoever owns the layers", (t) => {
  const { files, upper } = mounted((lower) => {
    valueOf(lower.writeFile("/own", "x"), "write");
    valueOf(lower.chown("/own", { uid: 7 }), "chown");
    valueOf(lower.writeFile("/others", "x", 0o644), "write");
  });
  const user = new FileCalls({ ...files.context, credentials: plainUser(7) });
  t.like(user.writeFile("/own", "mine"), { type: "done" });
  t.deepEqual(user.writeFile("/others", "mine"), failed("EACCES"));
  t.like(valueOf(upper.stat("/own"), "stat"), { uid: 7, mode: 0o644 });
  t.deepEqual(upper.stat("/others"), failed("ENOENT"));
});
