/**
 * Words of an instruction: where they end, what variables in them stand for, and which quotes go.
 *
 * ```text
 *   $name  ${name}      the variable's value; nothing if it has none
 *   ${name:-word}       word, if the variable is not set or empty       ${name-word}   if it is not set
 *   ${name:+word}       word, if it is set and not empty                ${name+word}   if it is set
 *   \$name  '$name'     left alone
 * ```
 *
 * Source: Docker documentation, "Dockerfile reference": Environment replacement.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";

/** Values of variables by name. */
export type Variables = ReadonlyMap<string, string>;

/** Where a text stands, and how it escapes. */
export interface TextPlace {
  readonly line: number;
  readonly escape: string;
}

/**
 * Splits at white space outside quotes. Quotes and escapes stay.
 *
 * @throws {@link DomainError} naming the line if a quote has no end
 */
export function splitWords(text: string, { line, escape }: TextPlace): string[] {
  const words: string[] = [];
  let [word, quote] = ["", ""];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === escape && quote !== "'") word += character + (text[++at] ?? "");
    else if (quote === "" && /\s/.test(character)) {
      if (word !== "") words.push(word);
      word = "";
    } else {
      if (quote === character) quote = "";
      else if (quote === "" && (character === '"' || character === "'")) quote = character;
      word += character;
    }
  }
  if (quote !== "") throw new DomainError(`Dockerfile line ${line}`, `to close its quote ${quote}`, text);
  return word === "" ? words : [...words, word];
}

/**
 * Replaces variables, and takes quotes and escapes away.
 *
 * @throws {@link DomainError} naming the line if a `$\{` is not closed, or is followed by what is no name
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const place = { line: 1, escape: "\\" };
 * const variables = new Map([["name", "web"]]);
 * assert.equal(containers.expandWord('"$name"-${port:-80}', variables, place), "web-80");
 * ```
 */
export function expandWord(text: string, variables: Variables, place: TextPlace): string {
  let [out, quote] = ["", ""];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === place.escape && quote !== "'") {
      const next = text[++at] ?? "";
      // Within double quotes, an escape means itself unless it stops a special character.
      out += quote === '"' && !['"', "$", place.escape].includes(next) ? character + next : next;
    } else if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === "$" && quote !== "'") {
      const { value, length } = variableAt(text.slice(at), variables, place);
      out += value;
      at += length - 1;
    } else out += character;
  }
  return out;
}

/** Replaces variables in a document; quotes are characters like others there. */
export function expandDocument(text: string, variables: Variables, place: TextPlace): string {
  return text.replace(/\\\$|\$\{[^}]*\}|\$\w+/g, (found) =>
    found.startsWith("\\") ? "$" : variableAt(found, variables, place).value,
  );
}

function variableAt(text: string, variables: Variables, place: TextPlace): { value: string; length: number } {
  const plain = /^\$([A-Za-z_]\w*|\d|[@*#?$!-])/.exec(text);
  if (plain !== null) return { value: variables.get(plain[1]!) ?? "", length: plain[0].length };
  if (!text.startsWith("${")) return { value: "$", length: 1 };
  const end = closingBrace(text);
  const inside = /^([A-Za-z_]\w*|\d)(?:(:?[-+])([\s\S]*))?$/.exec(text.slice(2, end));
  if (end < 0 || inside === null)
    throw new DomainError(
      `Dockerfile line ${place.line}`,
      "to have ${name}, ${name:-word} or ${name:+word}",
      text.slice(0, 40),
    );
  const [, name, modifier, word = ""] = inside;
  return { value: modified(variables.get(name!), modifier, () => expandWord(word, variables, place)), length: end + 1 };
}

function modified(value: string | undefined, modifier: string | undefined, word: () => string): string {
  const counts = modifier?.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  if (modifier?.endsWith("-")) return counts ? value! : word();
  if (modifier?.endsWith("+")) return counts ? word() : "";
  return value ?? "";
}

/** The brace that closes the first one, over those within. */
function closingBrace(text: string): number {
  let depth = 0;
  for (let at = 1; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}
