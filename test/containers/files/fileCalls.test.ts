import test from "ava";
import { done, FileCalls, failed, MemoryFileSystem, openFlags, plainUser, valueOf } from "../../../lib/containers";

const { O_CREAT, O_EXCL, O_TRUNC, O_WRONLY, O_DIRECTORY, O_NOFOLLOW } = openFlags;

/** A small tree, by root. */
function tree(): FileCalls {
  const calls = FileCalls.on(new MemoryFileSystem());
  for (const path of ["/etc", "/etc/apache2", "/tmp", "/empty"]) valueOf(calls.mkdir(path), path);
  valueOf(calls.chmod("/tmp", 0o1777), "chmod");
  valueOf(calls.writeFile("/etc/hosts", "localhost"), "write");
  valueOf(calls.symlink("../etc/hosts", "/tmp/link"), "symlink");
  valueOf(calls.symlink("loop", "/tmp/loop"), "symlink");
  valueOf(calls.symlink("/etc", "/tmp/directory"), "symlink");
  valueOf(calls.symlink("/etc/new", "/tmp/dangling"), "symlink");
  return calls;
}

/** The same tree, for somebody without capabilities. */
function as(calls: FileCalls, uid: number): FileCalls {
  return new FileCalls({ ...calls.context, credentials: plainUser(uid) });
}

const errors: readonly (readonly [string, (calls: FileCalls) => { type: string }, string])[] = [
  ["an empty path names nothing", (calls) => calls.stat(""), "ENOENT"],
  ["a path through a file", (calls) => calls.stat("/etc/hosts/x"), "ENOTDIR"],
  ["a file with a slash behind it", (calls) => calls.stat("/etc/hosts/"), "ENOTDIR"],
  ["a loop of links", (calls) => calls.stat("/tmp/loop"), "ELOOP"],
  ["a name of 256 bytes", (calls) => calls.stat(`/${"x".repeat(256)}`), "ENAMETOOLONG"],
  ["a name of 128 letters of 2 bytes", (calls) => calls.stat(`/${"ä".repeat(128)}`), "ENAMETOOLONG"],
  ["a path of 4096 bytes", (calls) => calls.stat("/.".repeat(2048)), "ENAMETOOLONG"],
  ["a link that leads nowhere", (calls) => calls.stat("/tmp/dangling"), "ENOENT"],
  ["mkdir of what is there", (calls) => calls.mkdir("/etc"), "EEXIST"],
  ["mkdir of .", (calls) => calls.mkdir("/etc/."), "EEXIST"],
  ["mkdir at a dangling link", (calls) => calls.mkdir("/tmp/dangling"), "EEXIST"],
  ["rmdir of what has names", (calls) => calls.rmdir("/etc"), "ENOTEMPTY"],
  ["rmdir of .", (calls) => calls.rmdir("/empty/."), "EINVAL"],
  ["rmdir of ..", (calls) => calls.rmdir("/empty/.."), "ENOTEMPTY"],
  ["rmdir of /", (calls) => calls.rmdir("/"), "EBUSY"],
  ["rmdir of a file", (calls) => calls.rmdir("/etc/hosts"), "ENOTDIR"],
  ["unlink of a directory", (calls) => calls.unlink("/empty"), "EISDIR"],
  ["a further name for a directory", (calls) => calls.link("/etc", "/etc2"), "EPERM"],
  ["a link to nowhere in particular", (calls) => calls.symlink("", "/tmp/x"), "ENOENT"],
  ["a directory into itself", (calls) => calls.rename("/etc", "/etc/apache2/x"), "EINVAL"],
  ["a directory onto one above it", (calls) => calls.rename("/etc/apache2", "/etc"), "ENOTEMPTY"],
  ["a directory onto a file", (calls) => calls.rename("/empty", "/etc/hosts"), "ENOTDIR"],
  ["a file onto a directory", (calls) => calls.rename("/etc/hosts", "/empty"), "EISDIR"],
  ["exchanging with nothing", (calls) => calls.rename("/etc", "/none", "exchange"), "ENOENT"],
  ["noReplace", (calls) => calls.rename("/empty", "/etc", "noReplace"), "EEXIST"],
  ["opening a directory to write", (calls) => calls.open("/etc", O_WRONLY), "EISDIR"],
  ["O_EXCL", (calls) => calls.open("/etc/hosts", O_CREAT | O_EXCL), "EEXIST"],
  ["O_EXCL at a dangling link", (calls) => calls.open("/tmp/dangling", O_CREAT | O_EXCL), "EEXIST"],
  ["O_NOFOLLOW", (calls) => calls.open("/tmp/link", O_NOFOLLOW), "ELOOP"],
  ["O_DIRECTORY", (calls) => calls.open("/etc/hosts", O_DIRECTORY), "ENOTDIR"],
  ["creating with a slash", (calls) => calls.open("/tmp/x/", O_CREAT | O_WRONLY), "EISDIR"],
  ["readlink of a file", (calls) => calls.readlink("/etc/hosts"), "EINVAL"],
  ["truncating below 0", (calls) => calls.truncate("/etc/hosts", -1), "EINVAL"],
  ["an unknown kind of attribute", (calls) => calls.setXattr("/etc", "other.x", ""), "EOPNOTSUPP"],
  ["an attribute that is not there", (calls) => calls.getXattr("/etc", "user.x"), "ENODATA"],
  ["another's directory", (calls) => as(calls, 7).mkdir("/etc/x"), "EACCES"],
  ["another's file", (calls) => as(calls, 7).open("/etc/hosts", O_WRONLY), "EACCES"],
  ["another's name in a sticky directory", (calls) => as(calls, 7).unlink("/tmp/link"), "EPERM"],
  ["another's mode", (calls) => as(calls, 7).chmod("/etc/hosts", 0o777), "EPERM"],
  ["giving a file away", (calls) => as(calls, 7).chown("/etc/hosts", { uid: 7 }), "EPERM"],
  ["linking what one could not write", (calls) => as(calls, 7).link("/etc/hosts", "/tmp/mine"), "EPERM"],
  ["a device without CAP_MKNOD", (calls) => as(calls, 7).mknod("/tmp/d", device), "EPERM"],
];

const device = { type: "character", mode: 0o600, device: { major: 1, minor: 3 } } as const;

for (const [what, act, error] of errors)
  test(`${what}: ${error}`, (t) => t.like(act(tree()), { type: "failed", error }));

test("a path walk goes through links, and .. stays below the root", (t) => {
  const calls = tree();
  t.is(valueOf(calls.readText("/../../tmp/directory/../tmp/./link"), "read"), "localhost");
});

test("creating through a dangling link makes what it names", (t) => {
  const calls = tree();
  valueOf(calls.writeFile("/tmp/dangling", "x"), "write");
  t.is(valueOf(calls.readText("/etc/new"), "read"), "x");
});

test("forty links on a walk are allowed, forty-one are not", (t) => {
  const calls = tree();
  valueOf(calls.symlink("/etc/hosts", "/tmp/1"), "symlink");
  for (let link = 2; link <= 41; link++) valueOf(calls.symlink(String(link - 1), `/tmp/${link}`), "symlink");
  t.like(calls.stat("/tmp/40"), { type: "done" });
  t.deepEqual(calls.stat("/tmp/41"), failed("ELOOP"));
});

test("a file without names is read on through what was opened before", (t) => {
  const calls = tree();
  const { file } = valueOf(calls.open("/etc/hosts"), "open");
  valueOf(calls.unlink("/etc/hosts"), "unlink");
  t.is(file.stat().links, 0);
  t.is(Buffer.from(file.read(0, 5)).toString(), "local");
});

test("writing clears set-user-ID for who lacks CAP_FSETID, and keeps it for root", (t) => {
  for (const [writes, mode] of [
    [(calls: FileCalls) => calls, 0o6777],
    [(calls: FileCalls) => as(calls, 7), 0o777],
  ] as const) {
    const calls = tree();
    valueOf(calls.chmod("/etc/hosts", 0o6777), "chmod");
    valueOf(writes(calls).writeFile("/etc/hosts", "x"), "write");
    t.is(valueOf(calls.stat("/etc/hosts"), "stat").mode, mode);
  }
});

test("a set-group-ID directory hands its group on", (t) => {
  const calls = tree();
  valueOf(calls.chown("/empty", { gid: 50 }), "chown");
  valueOf(calls.chmod("/empty", 0o2777), "chmod");
  const user = as(calls, 7);
  valueOf(user.mkdir("/empty/d"), "mkdir");
  valueOf(user.writeFile("/empty/f", ""), "write");
  t.like(valueOf(calls.stat("/empty/d"), "stat"), { mode: 0o2755, gid: 50, uid: 7 });
  t.like(valueOf(calls.stat("/empty/f"), "stat"), { mode: 0o644, gid: 50, uid: 7 });
});

test("O_TRUNC empties, and a full file system refuses more", (t) => {
  const files = new MemoryFileSystem({ sizeBytes: 8192 });
  const calls = FileCalls.on(files);
  valueOf(calls.writeFile("/f", new Uint8Array(8192)), "write");
  t.deepEqual(calls.writeFile("/g", "x"), failed("ENOSPC"));
  valueOf(calls.open("/f", O_WRONLY | O_TRUNC), "open");
  t.is(files.usedBytes, 0);
  t.deepEqual(calls.writeFile("/g", "x"), done(1));
});

test("a hole takes no room and reads as zeros", (t) => {
  const files = new MemoryFileSystem();
  const calls = FileCalls.on(files);
  const { file } = valueOf(calls.open("/f", O_CREAT | O_WRONLY), "open");
  valueOf(file.write(10_000_000, new Uint8Array([1])), "write");
  t.is(files.usedBytes, 4096);
  t.deepEqual([...file.read(9_999_999, 9)], [0, 1]);
});
