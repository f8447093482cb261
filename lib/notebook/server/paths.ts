/**
 * From the path in a request to a file inside the served folder, and never to one outside.
 *
 * ```text
 * "a/b.ipynb" ──> segments, each checked ──> joined to root ──> deepest part that exists, links resolved ──> still inside root?
 * ```
 *
 * Refused: `..`, `.`, backslashes, NUL, drive letters, hidden names, links that lead outside or nowhere. Requests are decoded once, by
 * the HTTP router; a path that is still encoded after that names a file with a percent sign.
 *
 * @packageDocumentation
 */
import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { codeOf, HttpError } from "./httpError";

/**
 * The parts of an API path, outermost first; none for the root itself.
 *
 * @throws {@link HttpError} 400 if a part could mean another place, 404 if it is hidden.
 */
export function segmentsOf(path: string): string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const segment of segments) {
    if (
      segment === "." ||
      segment === ".." ||
      /[\\\0]/.test(segment) ||
      (onWindows && /[:*?"<>|]|[. ]$/.test(segment))
    ) {
      throw new HttpError(400, `Expected a path inside the served folder, got ${JSON.stringify(path)}.`);
    }
    if (isHidden(segment)) throw new HttpError(404, `No such file or directory: ${path}`);
  }
  return segments;
}

/** Whether a name is kept from clients: dot files, our temporary files among them, and installed packages. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "__pycache__";
}

/** The API path without needless slashes. */
export function normalize(path: string): string {
  return segmentsOf(path).join("/");
}

/**
 * The file that an API path means. It need not exist.
 *
 * @param root - The served folder, with its own links resolved.
 * @throws {@link HttpError} 404 if links lead outside of `root`.
 */
export async function resolveInside(root: string, path: string): Promise<string> {
  const file = join(root, ...segmentsOf(path));
  const real = await realOf(file, path);
  const inside = relative(root, real);
  if (inside === ".." || inside.startsWith(`..${sep}`) || inside.includes("\0") || isAbsoluteElsewhere(inside)) {
    throw new HttpError(404, `${path} leads outside of the served folder.`);
  }
  if (inside.split(sep).some(isHidden)) throw new HttpError(404, `No such file or directory: ${path}`);
  return file;
}

/** `file` with the links of its deepest existing ancestor resolved. */
async function realOf(file: string, path: string): Promise<string> {
  const rest: string[] = [];
  for (let current = file; ; current = dirname(current)) {
    if (await exists(current)) {
      // A link that exists but leads nowhere would be created by a write, wherever it points: refused.
      const real = await realpath(current).catch(() => {
        throw new HttpError(404, `${path} is a link that leads nowhere.`);
      });
      return join(real, ...rest);
    }
    rest.unshift(basename(current));
  }
}

/** Whether there is anything at `file`, be it only a link. */
export async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return false;
    throw error;
  }
}

const onWindows = process.platform === "win32";

function isAbsoluteElsewhere(inside: string): boolean {
  return onWindows && /^[a-z]:|^\\\\/i.test(inside);
}
