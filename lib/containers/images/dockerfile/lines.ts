/**
 * A Dockerfile's lines, before anybody asks what they mean: continued lines joined, comments gone, documents within it taken out.
 *
 * ```text
 *   1  # a comment
 *   2  RUN apt-get update \            ──►  line 2: RUN apt-get update   && apt-get install curl
 *   3  # even here
 *   4    && apt-get install curl
 *   5  COPY <<EOF /etc/motd            ──►  line 5: COPY <<EOF /etc/motd, with the document "hello\n"
 *   6  hello
 *   7  EOF
 * ```
 *
 * Source: Docker documentation, "Dockerfile reference": Format, Parser directives, Here-documents.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";

/** A text within the file, from the line after `<<NAME` to the line `NAME`. */
export interface HereDocument {
  readonly name: string;
  readonly content: string;
  /** Whether variables in it are replaced: not if its name was quoted. */
  readonly expands: boolean;
}

/** One instruction as text. */
export interface LogicalLine {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly text: string;
  readonly documents: readonly HereDocument[];
}

/** Lines, and the character that continues them. */
export interface DockerfileLines {
  readonly lines: readonly LogicalLine[];
  readonly escape: "\\" | "`";
}

const DOCUMENT = /<<(-?)(["']?)([A-Za-z_]\w*)\2/g;

/**
 * Splits a Dockerfile.
 *
 * @throws {@link DomainError} naming the line if a document has no end, or the escape directive is wrong
 */
export function dockerfileLines(text: string): DockerfileLines {
  const physical = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const escape = escapeOf(physical);
  const lines: LogicalLine[] = [];
  for (let at = 0; at < physical.length; ) {
    if (isNothing(physical[at]!)) at++;
    else {
      const { text: joined, next } = join(physical, at, escape);
      const { documents, next: after } = documentsOf(joined, physical, { from: next, line: at + 1 });
      lines.push({ line: at + 1, text: joined.trim(), documents });
      at = after;
    }
  }
  return { lines, escape };
}

/** Joins a line with those that continue it; comments and empty lines between them do not count. */
function join(physical: readonly string[], from: number, escape: string): { text: string; next: number } {
  let text = "";
  for (let at = from; at < physical.length; at++) {
    const line = physical[at]!;
    if (at > from && isNothing(line)) continue;
    const trimmed = line.trimEnd();
    if (!trimmed.endsWith(escape)) return { text: text + line, next: at + 1 };
    text += trimmed.slice(0, -1);
  }
  return { text, next: physical.length };
}

function documentsOf(text: string, physical: readonly string[], { from, line }: { from: number; line: number }) {
  const documents: HereDocument[] = [];
  let next = from;
  const opened = /^\s*(RUN|COPY|ADD)\s/i.test(text) ? [...text.matchAll(DOCUMENT)] : [];
  for (const [, dash, quote, name] of opened) {
    const rows = physical.slice(next).map((row) => (dash === "-" ? row.replace(/^\t+/, "") : row));
    const end = rows.indexOf(name!);
    if (end < 0) throw new DomainError(`Dockerfile line ${line}`, "to be followed by the end of its document", name);
    documents.push({
      name: name!,
      content: rows
        .slice(0, end)
        .map((row) => `${row}\n`)
        .join(""),
      expands: quote === "",
    });
    next += end + 1;
  }
  return { documents, next };
}

/** `# escape=` is heard in the first lines only, before any other comment or instruction. */
function escapeOf(physical: readonly string[]): "\\" | "`" {
  for (const [at, line] of physical.entries()) {
    const directive = /^#\s*(\w+)\s*=\s*(\S*)\s*$/.exec(line);
    if (directive === null) return "\\";
    if (directive[1]!.toLowerCase() !== "escape") continue;
    if (directive[2] !== "\\" && directive[2] !== "`")
      throw new DomainError(`Dockerfile line ${at + 1}`, "to choose \\ or ` as escape", directive[2]);
    return directive[2];
  }
  return "\\";
}

function isNothing(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}
