/**
 * From a line of shell to words and operators.
 *
 * ```text
 *   echo "$HOME/x" 'a b' > out && true      word  word  word  ">" word  "&&" word
 * ```
 *
 * Quotes protect: single ones everything, double ones all but `$`, `\` and backquotes. Left out: globs in the middle of pipelines of
 * more than names, arithmetic, functions, loops, here-documents.
 *
 * Source: POSIX.1-2017, Shell Command Language, sections 2.2 and 2.3.
 *
 * @packageDocumentation
 */

/** A piece of a word. Literal text came out of single quotes or a backslash. */
export type Piece =
  | { readonly type: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly type: "variable"; readonly name: string; readonly quoted: boolean };

/** What a line consists of. */
export type Token =
  | { readonly type: "word"; readonly pieces: readonly Piece[] }
  | { readonly type: "operator"; readonly text: string };

const OPERATORS = ["&&", "||", ">>", "2>&1", "2>>", "2>", "|", ";", ">", "<", "&", "(", ")", "\n"];

/** Reads a line. Nothing if a quote is open. */
export function tokens(line: string): Token[] | undefined {
  const found: Token[] = [];
  let pieces: Piece[] | undefined;
  const close = () => {
    if (pieces !== undefined) found.push({ type: "word", pieces });
    pieces = undefined;
  };
  const add = (piece: Piece) => {
    pieces = [...(pieces ?? []), piece];
  };
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at);
    const operator = OPERATORS.find((one) => rest.startsWith(one) && !(one.startsWith("2") && pieces !== undefined));
    if (operator !== undefined) {
      close();
      found.push({ type: "operator", text: operator === "\n" ? ";" : operator });
      at += operator.length;
    } else if (/^[ \t]/.test(rest)) {
      close();
      at++;
    } else if (rest.startsWith("#") && pieces === undefined) {
      at += rest.indexOf("\n") < 0 ? rest.length : rest.indexOf("\n");
    } else if (rest.startsWith("\\")) {
      if (rest[1] !== "\n") add({ type: "text", text: rest[1] ?? "", quoted: true });
      at += 2;
    } else if (rest.startsWith("'")) {
      const end = rest.indexOf("'", 1);
      if (end < 0) return undefined;
      add({ type: "text", text: rest.slice(1, end), quoted: true });
      at += end + 1;
    } else if (rest.startsWith('"')) {
      const quoted = doubleQuoted(rest);
      if (quoted === undefined) return undefined;
      for (const piece of quoted.pieces) add(piece);
      at += quoted.length;
    } else {
      const piece = plain(rest);
      add(piece.piece);
      at += piece.length;
    }
  }
  close();
  return found;
}

function doubleQuoted(text: string): { readonly pieces: Piece[]; readonly length: number } | undefined {
  const pieces: Piece[] = [{ type: "text", text: "", quoted: true }];
  for (let at = 1; at < text.length; ) {
    const rest = text.slice(at);
    if (rest.startsWith('"')) return { pieces, length: at + 1 };
    const variable = variableAt(rest);
    if (variable !== undefined) {
      pieces.push({ type: "variable", name: variable.name, quoted: true });
      at += variable.length;
      continue;
    }
    const escaped = /^\\(["\\$`])/.exec(rest);
    pieces.push({ type: "text", text: escaped?.[1] ?? rest[0]!, quoted: true });
    at += escaped === null ? 1 : 2;
  }
  return undefined;
}

function plain(rest: string): { readonly piece: Piece; readonly length: number } {
  const variable = variableAt(rest);
  if (variable !== undefined)
    return { piece: { type: "variable", name: variable.name, quoted: false }, length: variable.length };
  const text = /^\$|^[^\s$'"\\;&|<>()]+/.exec(rest)?.[0] ?? rest[0]!;
  return { piece: { type: "text", text, quoted: false }, length: text.length };
}

/** A name after a dollar sign, in braces or not, a digit, or a question mark. */
function variableAt(text: string): { readonly name: string; readonly length: number } | undefined {
  const match = /^\$(?:\{([A-Za-z_]\w*|[0-9?$#@])(?::?-[^}]*)?\}|([A-Za-z_]\w*|[0-9?$#@]))/.exec(text);
  return match === null ? undefined : { name: (match[1] ?? match[2])!, length: match[0].length };
}
