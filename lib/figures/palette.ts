/**
 * One colour for one meaning, in every figure of the course. The hues are those of Okabe and Ito, which colour-blind
 * readers tell apart; their lightness is in the middle, so that they stand on white and on black.
 *
 * @see M. Okabe, K. Ito, "Color universal design" (2008)
 *
 * @packageDocumentation
 */

/** Colours by meaning, as `#rrggbb`. */
export const palette = {
  /** What belongs to the guest: its tables, its faults, a machine of its own. */
  guest: "#3a8fc8",
  /** What belongs to the host: real frames, the host's tables. */
  host: "#009e73",
  /** What the hypervisor does in software: shadow tables, exits. */
  hypervisor: "#e69f00",
  /** What the hardware does by itself: nested walks, TLB hits. */
  hardware: "#cc79a7",
  /** What is rented from a cloud. */
  rented: "#7b6fd0",
  /** What is bought and owned. */
  owned: "#8c6d31",
  /** What went wrong: a lost byte, a wrong frame. */
  wrong: "#d55e00",
  /** What is at rest, free or not concerned. */
  idle: "#9a9a9a",
  /** Text and lines of axes. */
  ink: "#767676",
} as const;

/** A colour of the palette, thinned: `share` is its opacity, 0 to 1. */
export function tint(colour: string, share: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${share})`;
}
