/**
 * The tree of a Linux distribution.
 *
 * @packageDocumentation
 */

import { type NewTarEntry, type TarEntry, tarEntry } from "../images/tar";
import { standardPrograms } from "../kernel";
import { type Executable, executableBytes } from "../kernel/executable";
import type { Distribution } from "./distribution";
import { noise, padded } from "./noise";

/** Bytes that a file takes in a compressed archive beside its content: header, name, and of executables what they say of themselves. */
const ENTRY_BYTES = 52;
/** How what is left after the named files is divided. Assumed; the shares of a Debian base lie near. */
const shares: readonly (readonly [path: string, share: number])[] = [
  ["usr/lib/libcrypto.so.1.1", 0.12],
  ["usr/lib/libstdc++.so.6", 0.1],
  ["usr/lib/locale/C.UTF-8", 0.08],
  ["usr/lib/perl-base", 0.2],
  ["usr/share/zoneinfo", 0.1],
  ["usr/share/doc", 0.15],
  ["usr/share/i18n", 0.1],
  ["var/lib/packages", 0.15],
];
const LIBRARY_SHARE = 0.12;
const TOOLS_SHARE = 0.25;

/** Directories with unusual permissions, and the usual ones that are empty. */
const directories: readonly NewTarEntry[] = [
  ...["dev", "proc", "sys", "run", "home", "mnt", "opt", "srv", "var/log"].map((path) => ({
    path,
    type: "directory" as const,
  })),
  { path: "root", type: "directory", mode: 0o700 },
  { path: "tmp", type: "directory", mode: 0o1777 },
  { path: "var/tmp", type: "directory", mode: 0o1777 },
];

/** The tree of a distribution whose compressed layer has about so many bytes. */
export function linuxTree(distribution: Distribution, bytes: number): TarEntry[] {
  const tools = toolPaths(distribution);
  const libraries = [distribution.library.linker.slice(1), ...distribution.library.files.map((file) => `lib/${file}`)];
  const texts = configuration(distribution);
  const count = tools.length + libraries.length + texts.length + shares.length + directories.length;
  const left = Math.max(0, bytes - count * ENTRY_BYTES);
  const toolBytes = Math.floor((left * TOOLS_SHARE) / tools.length);
  const libraryBytes = Math.floor((left * LIBRARY_SHARE) / libraries.length);
  const rest = left * (1 - TOOLS_SHARE - LIBRARY_SHARE);
  return [
    ...directories.map(tarEntry),
    ...texts,
    ...libraries.map((path) =>
      tarEntry({ path, type: "file", mode: 0o755, content: noise(distribution.name + path, libraryBytes) }),
    ),
    ...tools.map(([path, program]) => tool(distribution, path, program, toolBytes)),
    ...shares.map(([path, share]) =>
      tarEntry({ path, type: "file", content: noise(distribution.name + path, Math.floor(rest * share)) }),
    ),
  ];
}

/** Every program of the small kernel, and the package manager. */
function toolPaths({ packageManager }: Distribution): readonly (readonly [path: string, program: string])[] {
  const tools = Object.keys(standardPrograms).map((name) => [`bin/${name}`, name] as const);
  return packageManager === undefined ? tools : [...tools, [`usr/bin/${packageManager}`, packageManager]];
}

function tool({ name, library }: Distribution, path: string, program: string, size: number): TarEntry {
  const content = padded(
    name + path,
    executableBytes(executableOf(library, program)),
    size + headerLength(library, program),
  );
  return tarEntry({ path, type: "file", mode: 0o755, content });
}

function headerLength(library: Distribution["library"], program: string): number {
  return executableBytes(executableOf(library, program)).length;
}

/** What an executable of a distribution needs: its linker and its C library. */
function executableOf({ linker, files, oldestKernel }: Distribution["library"], program: string): Executable {
  return {
    program,
    system: "linux",
    architecture: "amd64",
    interpreter: linker,
    libraries: [files[0]!],
    ...(oldestKernel !== undefined && { oldestKernel }),
  };
}

function configuration({ name, id, version }: Distribution): TarEntry[] {
  const texts: Readonly<Record<string, string>> = {
    "etc/os-release": `NAME="${name}"\nID=${id}\nVERSION_ID="${version}"\n`,
    "etc/passwd":
      "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "etc/group": "root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnogroup:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/hostname": "localhost\n",
    "etc/nsswitch.conf": "passwd: files\nhosts: files dns\n",
    "etc/profile": "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\n",
  };
  return Object.entries(texts).map(([path, content]) => tarEntry({ path, type: "file", content }));
}
