/** One of every figure about overcommitted memory. */
import * as figures from "../../../lib/figures";
import * as memory from "../../../lib/memory";

export function overcommitGallery(): Readonly<Record<string, figures.Figure>> {
  const image = { imagePages: 256, dataPages: 256, cachePages: 384 };
  const vm = (name: string, activePages: number) => ({ name, shares: 100, wantedPages: 1000, activePages });
  const taxes = [0, 0.25, 0.5, 0.75, 0.9];
  return {
    overcommitFigure: figures.overcommitFigure(
      memory.overcommit({ vms: 8, pagesEach: 1024, image, frames: 4096, reclaiming: "share and balloon" }),
      4096,
    ),
    idleTaxFigure: figures.idleTaxFigure(
      taxes.map((tax) => ({ tax, allotments: memory.allot([vm("idle", 0), vm("busy", 1000)], { pages: 1000, tax }) })),
    ),
  };
}
