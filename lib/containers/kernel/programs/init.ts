/** The first process: takes in orphans and reaps them, for ever. */
import type { Program } from "../program";

export const init: Program = function* (sys) {
  for (;;) {
    const child = yield* sys.wait4();
    if (child.type === "failed") yield* sys.pause();
  }
};
