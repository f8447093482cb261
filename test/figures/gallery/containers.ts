/** One of every figure about containers. */
import type * as figures from "../../../lib/figures";
import { filesGallery } from "./containers/files";
import { hostsGallery } from "./containers/hosts";
import { imagesGallery } from "./containers/images";
import { kernelGallery } from "./containers/kernel";
import { schedulingGallery } from "./containers/scheduling";

export function containersGallery(): Readonly<Record<string, figures.Figure>> {
  return { ...kernelGallery(), ...filesGallery(), ...schedulingGallery(), ...imagesGallery(), ...hostsGallery() };
}
