/**
 * Text in a still picture: escaping, the two marks that figures use (`<b>` and `<br>`), and how wide it will be.
 *
 * @packageDocumentation
 */

/** How a piece of text sits and looks. */
export interface TextLook {
  readonly size: number;
  readonly colour: string;
  /** Where x is: at the start, middle or end of the text. */
  readonly anchor: "start" | "middle" | "end";
  /** Degrees, clockwise. */
  readonly turn?: number;
}

/** Escapes what XML would take for markup. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Lines of a text that breaks with `<br>`. */
function linesOf(text: string): string[] {
  return text.split(/<br\s*\/?>/);
}

/** About how wide a text is in a sans-serif face, in pixels: the widest of its lines. */
export function widthOf(text: string, size: number): number {
  const widths = linesOf(text.replaceAll(/<\/?[bi]>/g, "")).map((line) =>
    Array.from(line).reduce((sum, character) => sum + share(character), 0),
  );
  return Math.max(0, ...widths) * size;
}

/** Text whose lines are centred on y. */
export function textAt(x: number, y: number, text: string, look: TextLook): string {
  const lines = linesOf(text);
  const lineHeight = look.size * 1.25;
  const first = y - ((lines.length - 1) * lineHeight) / 2 + look.size * 0.35;
  const turn = look.turn === undefined ? "" : ` transform="rotate(${look.turn} ${n(x)} ${n(y)})"`;
  return lines
    .map((line, index) => {
      const bold = /<b>/.test(line) ? ' font-weight="bold"' : "";
      const at = `x="${n(x)}" y="${n(first + index * lineHeight)}"`;
      const plain = escapeText(line.replaceAll(/<\/?[bi]>/g, ""));
      return `<text ${at} font-size="${look.size}" fill="${look.colour}" text-anchor="${look.anchor}"${bold}${turn}>${plain}</text>`;
    })
    .join("");
}

/** A coordinate with at most two digits after the point, so that pictures stay small and equal. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function share(character: string): number {
  if (/[ijl.,:;'|! ]/.test(character)) return 0.29;
  if (/[frt()[\]/\-"]/.test(character)) return 0.36;
  if (/[mwMW@%]/.test(character)) return 0.86;
  if (/[A-Z]/.test(character)) return 0.68;
  return 0.556;
}
