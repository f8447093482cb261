import test from "ava";
import { FileCalls, failed, MemoryFileSystem, mountOverlay, type Place, valueOf } from "../../../lib/containers";

/** What Linux 6.18 answers to `mount -t overlay` with these options, in the tree below. */
const answers: readonly (readonly [string, string])[] = [
  ["lowerdir=/l1,upperdir=/u,workdir=/w", "done"],
  ["lowerdir=/l1,upperdir=/u", "EINVAL"],
  ["upperdir=/u,workdir=/w", "EINVAL"],
  ["lowerdir=/l1", "EINVAL"],
  ["lowerdir=/l1:/l2", "done"],
  ["lowerdir=/l1:/l2,workdir=/w", "done"],
  ["lowerdir=/l1,upperdir=/l1,workdir=/w", "ELOOP"],
  ["lowerdir=/l1,upperdir=/u,workdir=/u", "EINVAL"],
  ["lowerdir=/l1,upperdir=/u,workdir=/u/sub", "EINVAL"],
  ["lowerdir=/l1,upperdir=/w,workdir=/", "EINVAL"],
  ["lowerdir=/l1,upperdir=/u,workdir=/x/w", "EINVAL"],
  ["lowerdir=/l1,upperdir=/x/u,workdir=/x/w", "done"],
  ["lowerdir=/none,upperdir=/u,workdir=/w", "ENOENT"],
  ["lowerdir=/file,upperdir=/u,workdir=/w", "EINVAL"],
  ["lowerdir=/l1:/l1,upperdir=/u,workdir=/w", "ELOOP"],
  ["lowerdir=/l1:/l1/in,upperdir=/u,workdir=/w", "ELOOP"],
  ["lowerdir=/l1,upperdir=/l1/in,workdir=/w", "done"],
  ["lowerdir=/u/sub,upperdir=/u,workdir=/w", "ELOOP"],
  ["lowerdir=/l1,upperdir=/u,workdir=/l1", "ELOOP"],
  ["lowerdir=/l1,upperdir=/u,workdir=/w,redirect_dir=on,userxattr", "EINVAL"],
  ["lowerdir=/l1,upperdir=/u,workdir=/w,redirect_dir=maybe", "EINVAL"],
  ["lowerdir=/l1,upperdir=/u,workdir=/w,redirect_dir=off", "done"],
  ["lowerdir=/l1,upperdir=/u,workdir=/w,nonsense", "EINVAL"],
  ["lowerdir=/l1,upperdir=/file,workdir=/w", "EINVAL"],
  ["lowerdir=/l1,upperdir=/u,workdir=/none", "ENOENT"],
  ["lowerdir=/l1,upperdir=/u,workdir=/file", "EINVAL"],
  ["lowerdir=,upperdir=/u,workdir=/w", "EINVAL"],
  ["lowerdir=/l1:/l2,upperdir=,workdir=/w", "EINVAL"],
];

for (const [options, answer] of answers) {
  test(`${options}: ${answer}`, (t) => {
    const mounted = mountOverlay(options, tree());
    const came: string = mounted.type === "failed" ? mounted.error : mounted.type;
    t.is(came, answer);
  });
}

test("an overlay can be a lower layer of an overlay, but no upper one, and a third one on them cannot be mounted", (t) => {
  const bottom = tree();
  for (const path of ["/l1/l1", "/l1/l2", "/l1/l1/l1", "/l1/l1/l2", "/l1/u", "/l1/w"])
    valueOf(bottom.mkdir(path), path);
  const first = FileCalls.on(valueOf(mountOverlay("lowerdir=/l1,upperdir=/u,workdir=/w", bottom), "first"));
  t.deepEqual(mountOverlay("lowerdir=/l2,upperdir=/u,workdir=/w", first), failed("EINVAL"));
  const second = FileCalls.on(valueOf(mountOverlay("lowerdir=/l1:/l2", first), "second"));
  t.deepEqual(mountOverlay("lowerdir=/l1:/l2", second), failed("EINVAL"));
});

/** Directories, a file, and a second file system at /x. */
function tree(): FileCalls {
  const calls = FileCalls.on(new MemoryFileSystem());
  for (const path of ["/l1", "/l1/in", "/l2", "/u", "/u/sub", "/w", "/x"]) valueOf(calls.mkdir(path), path);
  valueOf(calls.writeFile("/file", ""), "write");
  const other = FileCalls.on(new MemoryFileSystem());
  for (const path of ["/u", "/w"]) valueOf(other.mkdir(path), path);
  const point = valueOf(calls.place("/x"), "place");
  const isPoint = (place: Place) => place.mount === point.mount && place.ino === point.ino;
  const { root } = other.context;
  const mounts = {
    down: (place: Place) => (isPoint(place) ? root : place),
    up: (place: Place) => (place.mount === root.mount && place.ino === root.ino ? point : undefined),
  };
  return new FileCalls({ ...calls.context, mounts });
}
