/**
 * One colour for each way of running an application, in all figures that compare them.
 *
 * @packageDocumentation
 */
import type { WayName } from "../../containers";
import { palette } from "../palette";

/** Colours by way. */
export const wayColours: Readonly<Record<WayName, string>> = {
  process: palette.idle,
  container: palette.host,
  "container in VM": palette.hypervisor,
  "micro VM": palette.rented,
  VM: palette.guest,
};
