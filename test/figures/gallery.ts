/** One of every figure, made from small runs, for tests of figures and of their renderers. */
import type * as figures from "../../lib/figures";
import { containersGallery } from "./gallery/containers";
import { costGallery } from "./gallery/cost";
import { elasticityGallery } from "./gallery/elasticity";
import { machineGallery } from "./gallery/machine";
import { memoryGallery } from "./gallery/memory";
import { overcommitGallery } from "./gallery/overcommit";
import { powerGallery } from "./gallery/power";
import { servicesGallery } from "./gallery/services";

/** Figures by name. */
export function gallery(): Readonly<Record<string, figures.Figure>> {
  return {
    ...memoryGallery(),
    ...machineGallery(),
    ...overcommitGallery(),
    ...costGallery(),
    ...servicesGallery(),
    ...elasticityGallery(),
    ...powerGallery(),
    ...containersGallery(),
  };
}
