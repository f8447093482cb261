/**
 * Halls in which one thing is wrong, or done better.
 *
 * @packageDocumentation
 */
import { goodHall, goodRow, type HallOptions } from "./options";

/** A hall with a name for figures. */
export interface HallScenario {
  readonly name: string;
  readonly hall: HallOptions;
}

const [left, ...others] = [goodRow, goodRow, goodRow, goodRow] as const;

/**
 * Six halls, each {@link goodHall} but for one thing: one of four coolers fails; in row 1 two fans of three fail; panels are missing in row 1;
 * and the first of these again with closed cold aisles.
 */
export const hallScenarios: readonly HallScenario[] = [
  { name: "all well", hall: goodHall },
  { name: "one of four coolers fails", hall: { ...goodHall, supplyShare: 0.75 * goodHall.supplyShare } },
  { name: "two of three fans of row 1 fail", hall: withRow1({ fanShare: 1 / 3 }) },
  {
    name: "panels are missing in row 1",
    hall: withRow1({
      openMeters: [
        [0.8, 1.2],
        [1.6, 1.8],
      ],
    }),
  },
  { name: "closed cold aisles", hall: { ...goodHall, containment: "coldAisle" } },
  {
    name: "closed cold aisles, one of four coolers fails",
    hall: { ...goodHall, containment: "coldAisle", supplyShare: 0.75 * goodHall.supplyShare },
  },
];

function withRow1(change: Partial<typeof goodRow>): HallOptions {
  return { ...goodHall, rows: [left, { ...goodRow, ...change }, ...others.slice(1)] };
}
