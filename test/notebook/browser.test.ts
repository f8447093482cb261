import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import type { Locator, Page } from "playwright-core";
import { browserOrReason, colouredPixels, copyNotebooks, openPage, startStrata } from "./browserSupport";

const name = "11-shadow-paging.ipynb";

test("a student opens the shadow-paging notebook, runs it, completes, edits, saves, interrupts and restarts", async (t) => {
  t.timeout(170_000, "the whole of a student's first minutes");
  const executablePath = browserOrReason(t);
  if (executablePath === undefined) return;
  const root = await copyNotebooks(t, [`notebooks/${name}`]);
  const start = new URL(await startStrata(t, root));
  start.pathname = `/lab/tree/notebooks/${name}`;
  const { page, complaints } = await openPage(t, start.href, { executablePath, colorScheme: "light" });

  await idle(page);
  // The notebook may carry the results of an earlier run, which must not pass for this one's.
  await menu(page, "Edit", "Clear Outputs of All Cells");
  await page
    .locator(".jp-CodeCell .jp-InputPrompt", { hasText: /\[\d+\]/ })
    .first()
    .waitFor({ state: "detached" });
  await menu(page, "Run", "Run All Cells");
  await finished(page);
  const errors = page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='.stderr']");
  t.deepEqual(await errors.allInnerTexts(), []);
  t.true((await page.locator(".jp-OutputArea-output").count()) > 4);

  const figures = page.locator(".strata-Plotly");
  t.true((await figures.count()) >= 4);
  for (const figure of await figures.all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator(".main-svg").first().waitFor();
    t.true((await colouredPixels(page, figure)) > 500);
  }

  const cell = await addCell(page, "const course = { pageBytes: 4096, pageFrames: 16 };");
  t.is(await run(page, cell), "");
  const second = await addCell(page, "course.page");
  await page.keyboard.press("Tab");
  await page.locator(".jp-Completer-item", { hasText: "pageBytes" }).waitFor();
  await page.locator(".jp-Completer-item", { hasText: "pageFrames" }).click();
  t.is((await second.locator(".cm-content").innerText()).trim(), "course.pageFrames");
  t.is(await run(page, second), "16");

  await page.keyboard.press("Control+s");
  await page.locator(".jp-DirtyIndicator, .lm-TabBar-tab.jp-mod-dirty").waitFor({ state: "detached" });
  t.regex(await readFile(join(root, "notebooks", name), "utf8"), /course\.pageFrames/);
  await page.reload();
  await page.locator(".jp-CodeCell", { hasText: "course.pageFrames" }).waitFor();

  await idle(page);
  const loop = await addCell(page, "for (;;) {}");
  await page.keyboard.press("Shift+Enter");
  await loop.locator(".jp-InputPrompt", { hasText: "[*]" }).waitFor();
  await page.locator("[data-command='notebook:interrupt-kernel']").click();
  await loop.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ }).waitFor();

  await menu(page, "Kernel", "Restart Kernel…");
  await page.locator(".jp-Dialog .jp-mod-accept").click();
  await page.locator(".jp-Dialog").waitFor({ state: "detached" });
  await idle(page);
  const last = await addCell(page, "2 + 3");
  t.is(await run(page, last), "5");
  t.is((await last.locator(".jp-InputPrompt").innerText()).trim(), "[1]:");
  t.deepEqual(complaints, []);
});

async function idle(page: Page): Promise<void> {
  await page.locator(".jp-Notebook .jp-Cell").first().waitFor();
  await page.locator("#jp-main-statusbar", { hasText: "TypeScript (Strata) | Idle" }).waitFor();
}

async function menu(page: Page, title: string, item: string): Promise<void> {
  await page.locator(".lm-MenuBar-item", { hasText: new RegExp(`^${title}$`) }).click();
  await page.locator(".lm-Menu-item", { hasText: new RegExp(`^${item}`) }).click();
}

/** Waits until every code cell has a number: none is waiting, none is running. */
async function finished(page: Page): Promise<void> {
  await page
    .locator(".jp-CodeCell .jp-InputPrompt", { hasText: /\[\d+\]/ })
    .first()
    .waitFor();
  await page.waitForFunction(`[...document.querySelectorAll(".jp-CodeCell")].every((cell) =>
    /\\[\\d+\\]/.test(cell.querySelector(".jp-InputPrompt")?.textContent ?? "") ||
    cell.querySelector(".cm-content")?.textContent.trim() === "")`);
}

/** Adds a cell at the end, types `code` and leaves the cursor behind it. */
async function addCell(page: Page, code: string): Promise<Locator> {
  await page.locator(".jp-Notebook .jp-Cell").last().locator(".jp-InputPrompt").click();
  await page.keyboard.press("Escape");
  const before = await page.locator(".jp-Notebook .jp-Cell").count();
  await page.keyboard.press("b");
  const cell = page.locator(".jp-Notebook .jp-Cell").nth(before);
  await cell.waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(code);
  return cell;
}

/** Runs the cell with the cursor and answers its output. */
async function run(page: Page, cell: Locator): Promise<string> {
  await page.keyboard.press("Shift+Enter");
  await cell.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ }).waitFor();
  const outputs = await cell.locator(".jp-OutputArea-output").allInnerTexts();
  return outputs.join("\n").trim();
}
