/** One of every figure of this part. */
import * as containers from "../../../../lib/containers";
import * as figures from "../../../../lib/figures";

export function filesGallery(): Readonly<Record<string, figures.Figure>> {
  return {
    "layer-stack": figures.layerStackFigure(containers.layerTable(containers.lectureLayers().layers)),
    "copy-cost": figures.copyCostFigure(
      containers.copyCosts({
        fileBytes: [4 << 10, 64 << 10, 1 << 20, 4 << 20],
        patterns: ["one byte", "64 places", "all of it"],
      }),
    ),
    "lookup-cost": figures.lookupCostFigure(containers.lookupCosts(6)),
  };
}
