import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openPage } from "./chromium.mjs";

/**
 * A report opens, asks for nothing, runs nothing, fits a phone, and can be read with the keyboard. Gives its tab.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} file
 */
export async function checkReportPage(context, file) {
  const { tab, complaints, requests } = await openPage(context, pathToFileURL(resolve(file)).href);
  assert.deepEqual([complaints, requests.length, await tab.title()], [[], 1, "Chatbot report"]);
  assert.equal(await tab.locator("script, img, iframe").count(), 0);
  assert.equal(await tab.locator("svg[role=img]:visible").count(), await tab.getByRole("img").count());
  for (const width of [1280, 360]) {
    await tab.setViewportSize({ width, height: 800 });
    for (const details of await tab.locator("details").all())
      await details.evaluate((element) => element.setAttribute("open", ""));
    assert.equal(await tab.locator("html").evaluate((element) => element.scrollWidth), width);
  }
  await tab.keyboard.press("Tab");
  assert.equal(await tab.locator(":focus").innerText(), "To the figures");
  return tab;
}
