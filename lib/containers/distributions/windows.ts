/**
 * The tree of a Windows base image: other paths, other libraries, and programs that make the calls of another kernel.
 *
 * @packageDocumentation
 */

import { type TarEntry, tarEntry } from "../images/tar";
import { executableBytes } from "../kernel/executable";
import type { Distribution } from "./distribution";
import { noise, padded } from "./noise";

const programs = ["cmd", "whoami", "hostname", "tasklist"];
const ENTRY_BYTES = 60;

/** The tree of a base whose compressed layer has about so many bytes. */
export function windowsTree({ name, library }: Distribution, bytes: number): TarEntry[] {
  const system = "Files/Windows/System32";
  const libraries = [library.linker.split("/").at(-1)!, ...library.files];
  const left = Math.max(0, bytes - (libraries.length + programs.length + 1) * ENTRY_BYTES);
  const each = Math.floor((left * 0.4) / (libraries.length + programs.length));
  const rest = left - each * (libraries.length + programs.length);
  return [
    ...libraries.map((file) =>
      tarEntry({ path: `${system}/${file}`, type: "file", content: noise(name + file, each) }),
    ),
    ...programs.map((program) => {
      const header = executableBytes({ program, system: "windows", architecture: "amd64" });
      return tarEntry({
        path: `${system}/${program}.exe`,
        type: "file",
        mode: 0o755,
        content: padded(name + program, header, each),
      });
    }),
    tarEntry({ path: "Files/Windows/WinSxS", type: "file", content: noise(`${name} WinSxS`, rest) }),
  ];
}
