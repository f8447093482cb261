/**
 * Patterns of COPY and of .dockerignore.
 *
 * ```text
 *   COPY        src/*.ts        * and ? stop at a slash; [a-c] is one of these characters
 *   ignore      **\/node_modules   ** is any number of directories; what is in an ignored directory is ignored
 *               !keep.log       takes back what a line before ignored: the last line that fits decides
 * ```
 *
 * Source: Go documentation, path/filepath, "Match"; Docker documentation, "Build context", ".dockerignore files".
 *
 * @packageDocumentation
 */

const special: Readonly<Record<string, string>> = { "*": "[^/]*", "?": "[^/]" };

/** The expression of a pattern; nothing if it is damaged. */
function expressionOf(pattern: string): string {
  let out = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    const set = character === "[" ? /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(at)) : null;
    if (pattern.startsWith("**/", at)) {
      out += "(?:[^/]+/)*";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      out += ".*";
      at++;
    } else if (set !== null) {
      out += `[${set[1]!}${set[2]!.replace(/[\][^]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (character === "\\") out += escaped(pattern[++at] ?? "\\");
    else out += special[character] ?? escaped(character);
  }
  return out;
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
}

/** Whether a path fits a pattern as a whole. */
export function fits(pattern: string, path: string): boolean {
  try {
    return new RegExp(`^${expressionOf(pattern)}$`, "su").test(path);
  } catch {
    return false;
  }
}

/** Whether a pattern has characters that stand for others. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Which paths of a build context a .dockerignore leaves out.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const isIgnored = containers.ignoreFilter("*.log\n!keep.log\nnode_modules\n");
 * assert.deepEqual(["a.log", "keep.log", "node_modules/x/y", "src/a.log"].map(isIgnored), [true, false, true, false]);
 * ```
 */
export function ignoreFilter(text: string): (path: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ ignores: !line.startsWith("!"), pattern: clean(line.replace(/^!/, "").trim()) }));
  return (path) => {
    const parts = path.split("/");
    const selfAndAbove = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
    const last = rules.findLast(({ pattern }) => selfAndAbove.some((one) => fits(pattern, one)));
    return last?.ignores ?? false;
  };
}

/** A path without a slash before or after, and without "." parts. */
export function clean(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
