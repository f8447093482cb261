/**
 * Jupyter counts characters as Unicode code points, JavaScript as UTF-16 units; they differ behind an emoji.
 *
 * @packageDocumentation
 */

/** The UTF-16 index of the code point number `codePoints` of `text`. */
export function toUtf16(text: string, codePoints: number): number {
  let index = 0;
  for (const character of text) {
    if (codePoints <= 0) break;
    index += character.length;
    codePoints -= 1;
  }
  return index;
}

/** How many code points stand before the UTF-16 index `utf16` of `text`. */
export function toCodePoints(text: string, utf16: number): number {
  return Array.from(text.slice(0, utf16)).length;
}
