/**
 * The same operations on an overlay of the model and on one of the real kernel.
 *
 * ```text
 *   lower   a   b   d/x           read a · append to a · remove b · remove d and make it anew
 *   upper   (empty)               then: what does the upper layer hold?
 * ```
 *
 * @packageDocumentation
 */
import { FileCalls, type FileSystem, MemoryFileSystem, OverlayFileSystem, valueOf } from "../containers";
import { runInNamespaces } from "./inNamespaces";
import { withFolder } from "./kernelAllows";

/** What was found out, each as a few words. */
export interface OverlayAnswers {
  readonly "a, read through the overlay": string;
  readonly "a in the lower layer, after appending": string;
  readonly "a in the upper layer": string;
  readonly "b in the overlay, after removing it": string;
  readonly "b in the upper layer": string;
  readonly "names in d, removed and made anew": string;
}

/** What the model answers. */
export function askOverlayModel(): OverlayAnswers {
  const [lower, upper] = [new MemoryFileSystem(), new MemoryFileSystem()];
  const below = FileCalls.on(lower);
  for (const name of ["a", "b"]) valueOf(below.writeFile(`/${name}`, `old ${name}`), "writeFile");
  valueOf(below.mkdir("/d"), "mkdir");
  valueOf(below.writeFile("/d/x", "x"), "writeFile");
  const merged = FileCalls.on(new OverlayFileSystem({ lower: [lower], upper }));
  const first = text(merged, "/a");
  valueOf(merged.writeFile("/a", `${first} new`), "writeFile");
  valueOf(merged.unlink("/b"), "unlink");
  valueOf(merged.unlink("/d/x"), "unlink");
  valueOf(merged.rmdir("/d"), "rmdir");
  valueOf(merged.mkdir("/d"), "mkdir");
  const names = valueOf(merged.readDirectory("/d"), "readDirectory").filter(({ name }) => !name.startsWith("."));
  return answers([
    first,
    text(below, "/a"),
    text(FileCalls.on(upper), "/a"),
    merged.lstat("/b").type === "failed" ? "gone" : "there",
    kind(upper),
    String(names.length),
  ]);
}

const SCRIPT = `mount -t tmpfs none "$1"; cd "$1"; mkdir lower lower/d upper work merged
for name in a b; do printf %s "old $name" > lower/$name; done; : > lower/d/x
mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work merged
cat merged/a; echo
printf %s " new" >> merged/a; cat lower/a; echo; cat upper/a; echo
rm merged/b; if [ -e merged/b ]; then echo there; else echo gone; fi
stat -c "%F %t,%T" upper/b
rm -r merged/d; mkdir merged/d; ls merged/d | wc -l`;

/** What the kernel at hand answers, or why it does not. */
export function askOverlayKernel(): OverlayAnswers | string {
  const run = withFolder((folder) => runInNamespaces(SCRIPT, [folder]));
  return run.type === "refused" ? run.reason : answers(run.lines.map((line) => line.trim()));
}

function answers(found: readonly string[]): OverlayAnswers {
  return {
    "a, read through the overlay": found[0]!,
    "a in the lower layer, after appending": found[1]!,
    "a in the upper layer": found[2]!,
    "b in the overlay, after removing it": found[3]!,
    "b in the upper layer": found[4] === "character special file 0,0" ? "whiteout" : found[4]!,
    "names in d, removed and made anew": found[5]!,
  };
}

function kind(upper: FileSystem): string {
  const stat = valueOf(FileCalls.on(upper).lstat("/b"), "lstat");
  return stat.type === "character" ? `character special file ${stat.device?.major},${stat.device?.minor}` : stat.type;
}

function text(calls: FileCalls, path: string): string {
  return new TextDecoder().decode(valueOf(calls.readFile(path), path));
}
