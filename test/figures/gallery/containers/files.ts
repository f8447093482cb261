/** One of every figure of this part. */
import * as containers from "../../../../lib/containers";
import * as figures from "../../../../lib/figures";

export function filesGallery(): Readonly<Record<string, figures.Figure>> {
  return {
    layerStackFigure: figures.layerStackFigure(containers.layerTable(containers.lectureLayers().layers)),
    copyCostFigure: figures.copyCostFigure(
      containers.copyCosts({
        fileBytes: [4 << 10, 64 << 10, 1 << 20, 4 << 20],
        patterns: ["one byte", "64 places", "all of it"],
      }),
    ),
    lookupCostFigure: figures.lookupCostFigure(containers.lookupCosts(6)),
  };
}
