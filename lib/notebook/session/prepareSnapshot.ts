/**
 * A program: makes the sessions' start-up snapshot anew. Part of the build; without its result sessions start more slowly.
 *
 * @packageDocumentation
 */

import { dropSnapshot, prepareSnapshot } from "./snapshot";

dropSnapshot();
void prepareSnapshot().then((isThere) => {
  if (!isThere)
    process.stderr.write("No start-up snapshot could be made with this Node; sessions start without one.\n");
});
