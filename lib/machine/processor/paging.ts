/** The page walk. */
import type { PagingControl } from "./linearMemory";
import type { Ram } from "./ram";

/** The physical address of the frame behind a linear address; A and D are set. Throws #PF. */
export function walkTables(
  _ram: Ram,
  _paging: PagingControl,
  _linear: number,
  _write: boolean,
  _user: boolean,
): number {
  throw new Error("not yet");
}
