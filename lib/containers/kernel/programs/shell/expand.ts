/** From words with variables to the arguments of a command. */
import type { Request, SystemCalls } from "../../program";
import type { Word } from "./parse";

/** The shell's variables, and what `$?` is. */
export interface Variables {
  readonly values: Map<string, string>;
  status: number;
  readonly args: readonly string[];
}

/** A word as one text, as in an assignment. */
export function textOf(word: Word, variables: Variables): string {
  return word.map((piece) => (piece.type === "text" ? piece.text : valueOf(piece.name, variables))).join("");
}

/** A word as arguments: values without quotes fall apart at blanks, and stars are filled in. */
export function* expand(
  sys: SystemCalls,
  word: Word,
  variables: Variables,
): Generator<Request, readonly string[], unknown> {
  let fields: string[] = [];
  let isOpen = false;
  for (const piece of word) {
    const text = piece.type === "text" ? piece.text : valueOf(piece.name, variables);
    const parts = piece.type === "variable" && !piece.quoted ? text.split(/\s+/).filter((part) => part !== "") : [text];
    parts.forEach((part, at) => {
      if (at === 0 && isOpen) fields = [...fields.slice(0, -1), fields.at(-1)! + part];
      else fields.push(part);
      isOpen = true;
    });
  }
  const hasStar = word.some((piece) => piece.type === "text" && !piece.quoted && /[*?]/.test(piece.text));
  return hasStar ? yield* glob(sys, fields[0]!) : fields;
}

function valueOf(name: string, { values, status, args }: Variables): string {
  if (name === "?") return String(status);
  if (name === "#") return String(args.length - 1);
  if (name === "@") return args.slice(1).join(" ");
  if (/^\d$/.test(name)) return args[Number(name)] ?? "";
  return values.get(name) ?? "";
}

/** Names that fit a pattern in the last part of a path; the pattern itself if none does. */
function* glob(sys: SystemCalls, pattern: string): Generator<Request, readonly string[], unknown> {
  const slash = pattern.lastIndexOf("/");
  const [directory, last] = [pattern.slice(0, slash + 1), pattern.slice(slash + 1)];
  const fd = yield* sys.open(directory || ".", ["O_DIRECTORY"]);
  if (fd.type === "failed") return [pattern];
  const entries = yield* sys.getdents64(fd.value);
  yield* sys.close(fd.value);
  const fits = new RegExp(
    `^${last
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
  );
  const names = entries.type === "done" ? entries.value.map(({ name }) => name) : [];
  const found = names.filter((name) => fits.test(name) && (!name.startsWith(".") || last.startsWith("."))).sort();
  return found.length === 0 ? [pattern] : found.map((name) => directory + name);
}
