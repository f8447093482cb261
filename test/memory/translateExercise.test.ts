import test from "ava";
import * as memory from "../../lib/memory";

/** What a student may hand in: right, but for one thing. */
function solution(mistake?: string): memory.Translate {
  return ({ address, kind, mode }, root, read32) => {
    const directory = Math.floor(address / 2 ** 22);
    const table = mistake === "wrong index" ? directory : Math.floor(address / 4096) % 1024;
    const first = read32(root + 4 * directory);
    if ((first & 1) === 0 && mistake !== "forgets P above") return { type: "pageFault" };
    const second = read32((first >>> 12) * 4096 + 4 * table);
    if ((second & 1) === 0) return { type: "pageFault" };
    const both = mistake === "leaf decides alone" ? second : first & second;
    if (mode === "user" && (both & 4) === 0) return { type: "pageFault" };
    const obeys = mode === "user" || mistake !== "kernel may write";
    if (kind === "write" && obeys && (both & 2) === 0) return { type: "pageFault" };
    return { type: "translated", physical: (second >>> 12) * 4096 + (mistake === "no offset" ? 0 : address % 4096) };
  };
}

for (const seed of [1, 2, 3]) {
  test(`the exercise accepts a right solution, seed ${seed}`, (t) => {
    const report = memory.checkTranslate(solution(), { seed });
    t.like(report, { passed: true, checked: 2000 });
  });
}

for (const mistake of ["wrong index", "forgets P above", "leaf decides alone", "kernel may write", "no offset"]) {
  test(`the exercise finds: ${mistake}`, (t) => {
    const { passed, text } = memory.checkTranslate(solution(mistake));
    t.false(passed);
    for (const part of ["directory entry", "expected", "because", "came", "read"]) t.true(text.includes(part), text);
  });
}

test("the exercise finds a stub that throws, and says what it threw", (t) => {
  const report = memory.checkTranslate(() => {
    throw new Error("translate is still to be written");
  });
  t.regex(report.text, /came {6}an error: translate is still to be written/);
});
