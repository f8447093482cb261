/**
 * A page in a headless browser, for as long as some work needs it.
 *
 * @packageDocumentation
 */
import type { Page } from "playwright-core";
import { chromiumArguments, findChromium } from "./chromium";

/**
 * Opens a page, hands it to `work` and closes the browser, however the work ends.
 *
 * @throws {@link EnvironmentError} if no browser is found
 */
export async function openPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findChromium();
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}
