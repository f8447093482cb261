/**
 * Macros: lines with places for what is named when they are used.
 *
 * ```text
 *   %macro outb 2          outb 0x3f8, 'A'     ──▶     mov al, 'A'
 *     mov al, %2                                       out 0x3f8, al
 *     out %1, al
 *   %endmacro              %%name is another label each time
 * ```
 *
 * @packageDocumentation
 */
import type { SourceLine } from "./statements";
import { wrong } from "./tokens";

interface Macro {
  readonly parameters: number;
  readonly body: readonly SourceLine[];
}

const MAX_DEPTH = 50;
/** Lines that all macros together may become, and characters of one of them: macros that use others grow with a power of their depth. */
const MAX_LINES = 2 ** 18;
const MAX_CHARACTERS = 4096;

/** Puts the bodies of macros where they are used. */
export function expandMacros(source: string): SourceLine[] {
  const macros = new Map<string, Macro>();
  const lines = source.split(/\r?\n/).map((text, at) => ({ text, line: at + 1 }));
  const rest: SourceLine[] = [];
  for (let at = 0; at < lines.length; at++) {
    const head = /^\s*%macro\s+([\w.]+)\s+(\d+)\s*(;.*)?$/i.exec(lines[at]!.text);
    if (head === null) rest.push(lines[at]!);
    else {
      const end = lines.findIndex(({ text }, index) => index > at && /^\s*%endmacro\b/i.test(text));
      if (end < 0) throw wrong({ line: at + 1, column: 1 }, "to be followed by %endmacro", head[1]);
      macros.set(head[1]!.toLowerCase(), { parameters: Number(head[2]), body: lines.slice(at + 1, end) });
      at = end;
    }
  }
  let uses = 0;
  let made = 0;
  const expand = (line: SourceLine, depth: number): SourceLine[] => {
    const [, label = "", name = "", args = ""] = /^(\s*[\w.]+:)?\s*([\w.]+)\s*(.*)$/.exec(line.text) ?? [];
    const macro = macros.get(name.toLowerCase());
    if (macro === undefined) return [line];
    if (depth > MAX_DEPTH) throw wrong({ line: line.line, column: 1 }, "to be a macro that does not use itself", name);
    const values = split(args);
    if (values.length !== macro.parameters)
      throw wrong({ line: line.line, column: 1 }, `to give ${macro.parameters} arguments to ${name}`, values.length);
    uses += 1;
    made += macro.body.length + 1;
    if (made > MAX_LINES)
      throw wrong({ line: line.line, column: 1 }, `to become at most ${MAX_LINES} lines with all macros before`, name);
    requireShort(args, line);
    const unique = uses;
    const body = macro.body.map(({ text }) => requireShort(fill(text, values, unique), line));
    return [
      ...(label === "" ? [] : [{ text: label, line: line.line }]),
      ...body.flatMap((one) => expand(one, depth + 1)),
    ];
  };
  return rest.flatMap((line) => expand(line, 0));
}

/** The text as a line in place of another, unless it has grown out of all measure. */
function requireShort(text: string, { line }: SourceLine): SourceLine {
  if (text.length > MAX_CHARACTERS)
    throw wrong({ line, column: 1 }, `to give lines of at most ${MAX_CHARACTERS} characters in a macro`, text.length);
  return { text, line };
}

/** Arguments, separated by commas outside quotes and brackets. */
function split(text: string): string[] {
  const plain = text.replace(/;(?=([^'"]*['"][^'"]*['"])*[^'"]*$).*/, "").trim();
  return plain === "" ? [] : plain.split(/,(?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)(?![^[]*\])/).map((part) => part.trim());
}

function fill(text: string, values: readonly string[], unique: number): string {
  return text
    .replace(/%%(\w+)/g, (_, name: string) => `..${unique}.${name}`)
    .replace(/%(\d)/g, (whole, place: string) => values[Number(place) - 1] ?? whole);
}
