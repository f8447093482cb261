import test from "ava";
import type { Figure } from "../../../lib/figures";
import { drawSvg } from "../../../lib/notebook/render/svg";
import { gallery } from "../../figures/gallery";

for (const [name, figure] of Object.entries(gallery())) {
  test(`${name}: is drawn as well-formed SVG of at most 60 KB, the same every time`, (t) => {
    const svg = drawSvg(figure);
    t.true(svg.length < 60_000, `${svg.length} bytes`);
    t.is(drawSvg(structuredClone(figure)), svg);
    t.true(isBalanced(svg));
    t.notRegex(svg, /NaN|undefined|Infinity|<script|href/);
    t.true(svg.includes(figure.sentence.replaceAll("&", "&amp;")), "the sentence is its accessible title");
  });
}

test("text that looks like markup stays text", (t) => {
  const evil = '</text><script>alert("x")</script>';
  const figure: Figure = {
    data: [{ type: "bar", name: evil, x: [evil], y: [1], text: [evil], marker: { color: '"><script>' } }],
    layout: { title: { text: evil }, annotations: [{ x: evil, y: 1, text: evil }] },
    sentence: evil,
  };
  const svg = drawSvg(figure);
  t.notRegex(svg, /<script/);
  t.true(isBalanced(svg));
});

test("figures without series, without numbers and without a title are drawn, empty", (t) => {
  for (const data of [
    [],
    [{ type: "scatter" as const, x: [], y: [] }],
    [{ type: "scatter" as const, x: [null], y: [null] }],
  ]) {
    const svg = drawSvg({ data, layout: {}, sentence: "Nothing." });
    t.notRegex(svg, /NaN|Infinity/);
    t.true(isBalanced(svg));
  }
});

test("where nothing moves, the named frame is drawn, and a line says how many there are", (t) => {
  const frame = (name: string, label: string) => ({
    name,
    data: [{ type: "scatter" as const, mode: "text", x: [0], y: [0], text: [label] }],
  });
  const frames = [frame("a", "first"), frame("b", "second")];
  const figure: Figure = { data: frames[0]!.data, frames, still: "b", layout: { sliders: [{}] }, sentence: "Two." };
  const svg = drawSvg(figure);
  t.regex(svg, />second</);
  t.notRegex(svg, />first</);
  t.regex(svg, /Picture 2 of 2/);
});

test("stacked bars stand on each other, grouped bars beside", (t) => {
  const data = [1, 2].map((y) => ({ type: "bar" as const, x: ["one"], y: [y], marker: { color: `#00000${y}` } }));
  const boxes = (barmode: string) =>
    [
      ...drawSvg({ data, layout: { barmode }, sentence: "Bars." }).matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="#00000/g,
      ),
    ].map((found) => found.slice(1).map(Number));
  const [low, high] = boxes("stack") as [number[], number[]];
  t.is(low[0], high[0]);
  t.true(Math.abs(high[1]! + high[2]! - low[1]!) < 0.1);
  const [left, right] = boxes("group") as [number[], number[]];
  t.true(left[0]! < right[0]!);
});

/** Whether every element that opens closes in order. */
function isBalanced(svg: string): boolean {
  const open: string[] = [];
  for (const [, end, name, self] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (self === "/") continue;
    if (end === "") open.push(name!);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

test("a line breaks where a point is missing, unless gaps are connected", (t) => {
  const moves = (more: object) => {
    const data = [
      {
        type: "scatter" as const,
        mode: "lines",
        x: [0, 1, 2, 3],
        y: [0, 1, null, 3],
        line: { color: "#123456" },
        ...more,
      },
    ];
    return /d="([^"]*)" fill="none" stroke="#123456"/
      .exec(drawSvg({ data, layout: {}, sentence: "Gap." }))![1]!
      .match(/M/g)!.length;
  };
  t.is(moves({}), 2);
  t.is(moves({ connectgaps: true }), 1);
});

test("areas go down to zero, to the trace before, or around themselves", (t) => {
  const line = (y: number[], more: object) => ({ type: "scatter" as const, mode: "lines", x: [0, 1], y, ...more });
  const area = (more: object) => {
    const data = [line([1, 2], {}), line([3, 4], { fillcolor: "#abcdef", ...more })];
    const svg = drawSvg({ data, layout: { yaxis: { range: [0, 4] } }, sentence: "Area." });
    return /d="([^"]*)Z" fill="#abcdef"/.exec(svg)?.[1]?.match(/[ML]/g)?.length;
  };
  t.is(area({ fill: "tozeroy" }), 4);
  t.is(area({ fill: "tonexty" }), 4);
  t.is(area({ fill: "toself" }), 2);
  t.is(area({}), undefined);
});
