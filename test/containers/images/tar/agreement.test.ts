/** The same archives, read and written by tar-stream and by the tar that is installed. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import test, { type ExecutionContext } from "ava";
import { extract, type Header, pack } from "tar-stream";
import { readTar, tarEntry, writeTar } from "../../../../lib/containers/images";
import { hasTool } from "../../../support/tools";

const long = `deep/${"n".repeat(150)}/ü`;
const entries = [
  tarEntry({ path: "bin", type: "directory", mode: 0o755 }),
  tarEntry({
    path: "bin/a",
    type: "file",
    mode: 0o4755,
    uid: 7,
    gid: 8,
    content: "one\n".repeat(300),
    modifiedSeconds: 1_700_000_000,
  }),
  tarEntry({ path: "bin/b", type: "hardlink", target: "bin/a" }),
  tarEntry({ path: "bin/c", type: "symlink", target: "../far/away" }),
  tarEntry({ path: "deep", type: "directory" }),
  tarEntry({
    path: long,
    type: "file",
    uid: 3_000_000,
    content: "x",
    xattrs: new Map([["user.note", new Uint8Array([104, 105])]]),
  }),
  tarEntry({ path: "null", type: "character", mode: 0o666, device: { major: 1, minor: 3 } }),
  tarEntry({ path: "pipe", type: "fifo" }),
];

const recordsOf = ({ pax }: Header) => (pax ?? {}) as Record<string, string>;

test("tar-stream reads what we write", async (t) => {
  const seen: [Header, string][] = [];
  const reader = extract();
  reader.end(Buffer.from(writeTar(entries)));
  for await (const entry of reader) seen.push([entry.header, await text(entry)]);
  const names = {
    file: "file",
    directory: "directory",
    hardlink: "link",
    symlink: "symlink",
    character: "character-device",
    block: "block-device",
    fifo: "fifo",
  };
  t.deepEqual(
    seen.map(([header, content]): unknown[] => [
      header.name.replace(/\/$/, ""),
      header.type,
      header.mode,
      Number(recordsOf(header)["uid"] ?? header.uid),
      header.linkname,
      content.length,
      header.mtime.getTime(),
    ]),
    entries.map((one) => [
      one.path,
      names[one.type],
      one.mode,
      one.uid,
      one.target ?? null,
      one.content.length,
      one.modifiedSeconds * 1000,
    ]),
  );
  t.is(recordsOf(seen.find(([{ name }]) => name === long)![0])["SCHILY.xattr.user.note"], "hi");
});

test("we read what tar-stream writes", async (t) => {
  const writer = pack();
  writer.entry({ name: "bin/", type: "directory", mode: 0o755 });
  writer.entry({ name: long, mode: 0o600, uid: 3, pax: { "SCHILY.xattr.user.note": "hi" } }, "hello");
  writer.entry({ name: "bin/l", type: "link", linkname: long });
  writer.entry({ name: "bin/s", type: "symlink", linkname: "q".repeat(130) });
  writer.finalize();
  const parts: Buffer[] = [];
  for await (const part of writer) parts.push(part as Buffer);
  const read = readTar(Buffer.concat(parts));
  t.deepEqual(
    read.map(({ path, type, target, mode }) => [path, type, target, mode]),
    [
      ["bin", "directory", undefined, 0o755],
      [long, "file", undefined, 0o600],
      ["bin/l", "hardlink", long, 0o644],
      ["bin/s", "symlink", "q".repeat(130), 0o644],
    ],
  );
  t.is(Buffer.from(read[1]!.xattrs.get("user.note")!).toString(), "hi");
});

const hasTar = (t: ExecutionContext) =>
  hasTool(t, "GNU tar", () => /GNU tar/.test(spawnSync("tar", ["--version"], { encoding: "utf8" }).stdout));

test("GNU tar lists what we write", (t) => {
  if (!hasTar(t)) return;
  const listing = execFileSync("tar", ["--numeric-owner", "--quoting-style=literal", "-tvf", "-"], {
    input: writeTar(entries),
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" },
  });
  const lines = listing
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/));
  t.deepEqual(
    lines.map(([permissions, owner]) => `${permissions!} ${owner!}`),
    [
      "drwxr-xr-x 0/0",
      "-rwsr-xr-x 7/8",
      "hrw-r--r-- 0/0",
      "lrwxrwxrwx 0/0",
      "drwxr-xr-x 0/0",
      "-rw-r--r-- 3000000/0",
      "crw-rw-rw- 0/0",
      "prw-r--r-- 0/0",
    ],
  );
  t.true(
    listing.includes(long) &&
      listing.includes("bin/b link to bin/a") &&
      listing.includes("bin/c -> ../far/away") &&
      listing.includes(" 1,3 "),
  );
});

for (const format of ["gnu", "pax", "ustar", "v7"])
  test(`we read what GNU tar writes as ${format}`, (t) => {
    if (!hasTar(t)) return;
    const folder = mkdtempSync(join(tmpdir(), "strata-tar-"));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const deep = format === "v7" || format === "ustar" ? "name" : "n".repeat(160);
    writeFileSync(join(folder, deep), "hello", { mode: 0o640 });
    execFileSync("ln", [join(folder, deep), join(folder, "other")]);
    execFileSync("ln", ["-s", "/nowhere", join(folder, "soft")]);
    const bytes = execFileSync("tar", ["-C", folder, `--format=${format}`, "--sort=name", "-cf", "-", "."], {
      maxBuffer: 2 ** 24,
    });
    const read = new Map(readTar(bytes).map((entry) => [entry.path, entry]));
    t.deepEqual([...read.keys()], ["", deep, "other", "soft"].sort());
    t.is(Buffer.from(read.get(deep)!.content).toString(), "hello");
    t.deepEqual([read.get("other")!.type, read.get("other")!.target], ["hardlink", deep]);
    t.deepEqual([read.get("soft")!.type, read.get("soft")!.target], ["symlink", "/nowhere"]);
  });
