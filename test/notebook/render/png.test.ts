import test from "ava";
import { findChromium } from "../../../lib/notebook/render/chromium";
import { renderPngs } from "../../../lib/notebook/render/png";
import { gallery } from "../../figures/gallery";

test("a browser that was named and is none is refused with a sentence", (t) => {
  const error = t.throws(() => findChromium({ STRATA_CHROMIUM: "/no/such/browser" }));
  t.like(error, { name: "EnvironmentError", code: "missing-tool" });
  t.regex(error.message, /STRATA_CHROMIUM is "\/no\/such\/browser"/);
});

const hasBrowser = (() => {
  try {
    return findChromium() !== "";
  } catch {
    return false;
  }
})();

(hasBrowser ? test : test.skip)("Plotly draws figures as PNG of the asked width, twice the same bytes", async (t) => {
  const { mappingFigure, costFigure } = gallery();
  const pictures = await renderPngs([mappingFigure!, costFigure!, mappingFigure!], { width: 640 });
  for (const picture of pictures) {
    t.is(picture.subarray(1, 4).toString(), "PNG");
    t.is(picture.readUInt32BE(16), 640);
  }
  t.deepEqual(pictures[0], pictures[2]);
});
