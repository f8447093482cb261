/**
 * A line of assembly language as words, numbers, strings and signs.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** One piece of a line. */
export interface Token {
  readonly type: "word" | "number" | "string" | "sign";
  /** As it stands in the line; of a string, what is between the quotes. */
  readonly text: string;
  /** Of a number. */
  readonly value: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Where something is in the source. */
export type Position = Pick<Token, "line" | "column">;

const patterns: readonly (readonly [Token["type"] | "space", RegExp])[] = [
  ["space", /^(\s+|;.*)/],
  ["string", /^(?:"[^"]*"|'[^']*'|`[^`]*`)/],
  ["number", /^(?:0x[0-9a-f]+|0b[01]+|[0-9][0-9a-f]*h|[0-9]+)\b/i],
  ["word", /^(?:\$\$|\$|%?[a-z_.?][\w.?$]*|%[0-9])/i],
  ["sign", /^(?:<<|>>|[-+*/%&|^~()[\]:,=])/],
];

/** Tokens without a comma between them: expressions are read and computed as deep as they are long. */
const MOST_BETWEEN_COMMAS = 200;

/**
 * Splits a line; a comment begins at a semicolon.
 *
 * @throws {@link DomainError} with line and column if there is something that begins no token, or an expression is too long
 */
export function tokensOf(text: string, line: number): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const found = patterns
      .map(([type, pattern]) => ({ type, match: pattern.exec(rest)?.[0] }))
      .find(({ match }) => match !== undefined);
    if (found?.match === undefined)
      throw wrong({ line, column: at + 1 }, "to begin a word, number, string or sign", rest[0]);
    const { type, match } = found;
    if (type !== "space") tokens.push({ type, ...contents(type, match), line, column: at + 1 });
    at += match.length;
  }
  requireShort(tokens);
  return tokens;
}

function requireShort(tokens: readonly Token[]): void {
  let length = 0;
  for (const token of tokens) {
    length = token.type === "sign" && token.text === "," ? 0 : length + 1;
    if (length > MOST_BETWEEN_COMMAS)
      throw wrong(token, `to be one of at most ${MOST_BETWEEN_COMMAS} words and signs without a comma`, token.text);
  }
}

function contents(type: Token["type"], match: string): Pick<Token, "text" | "value"> {
  if (type === "string") return { text: match.slice(1, -1), value: NaN };
  if (type !== "number") return { text: match, value: NaN };
  const value = /h$/i.test(match) && !/^0x/i.test(match) ? Number.parseInt(match, 16) : Number(match);
  return { text: match, value };
}

/** A mistake in the source, with its place. */
export function wrong({ line, column }: Position, expected: string, value: unknown): DomainError {
  return new DomainError(`line ${line}, column ${column}`, expected, value);
}

/** Tokens of a line, read from left to right. */
export class Cursor {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly line: number,
    private readonly length: number,
  ) {}

  get next(): Token | undefined {
    return this.tokens[this.#at];
  }

  get isAtEnd(): boolean {
    return this.next === undefined;
  }

  /** Where the next token is, or the end of the line. */
  get position(): Position {
    return this.next ?? { line: this.line, column: this.length + 1 };
  }

  take(): Token {
    const token = this.next;
    if (token === undefined) throw wrong(this.position, "to go on", "the end of the line");
    this.#at += 1;
    return token;
  }

  /** Takes the next token if it is this sign or word, whatever its case. */
  skip(text: string): boolean {
    const token = this.next;
    const isIt = token !== undefined && token.type !== "string" && token.text.toLowerCase() === text;
    if (isIt) this.#at += 1;
    return isIt;
  }

  /** @throws {@link DomainError} if the next token is another */
  expect(text: string): void {
    if (!this.skip(text)) throw this.wrong(`to be "${text}"`);
  }

  /** A mistake at the next token. */
  wrong(expected: string): DomainError {
    return wrong(this.position, expected, this.next?.text ?? "the end of the line");
  }

  /** Whether a sign or word comes after so many others. */
  isAhead(offset: number, text: string): boolean {
    return this.tokens[this.#at + offset]?.text.toLowerCase() === text;
  }
}
