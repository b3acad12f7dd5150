// Bundles the core for browsers, which fails on any import of Node's, and judges a conversation with it in Chromium. Then
// looks at reports there: of the example log, and of one whose every name is hostile.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { findChromium, inChromium, openPage } from "./chromium.mjs";
import { spells } from "./spells.mjs";

const folder = ".tmp/browser";
const page = `${folder}/page.html`;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: ["test/packaging/consumer/browser.js"],
  outfile: `${folder}/bundle.js`,
  bundle: true,
  format: "iife",
  platform: "browser",
  logLevel: "error",
});
writeFileSync(page, `<!doctype html><title>chatledger</title><body><script src="bundle.js"></script></body>`);
console.log("ok      the core bundles for browsers and imports nothing of Node's");

const executablePath = findChromium();
if (executablePath === undefined) {
  console.log("skipped the core and reports in Chromium: it is not installed (Debian: apt-get install chromium)");
} else {
  await inChromium(executablePath, async (context) => {
    const { tab, complaints } = await openPage(context, pathToFileURL(resolve(page)).href);
    assert.equal(await tab.innerText("body"), "resolved");
    assert.deepEqual(complaints, []);
    console.log("ok      the core judges a conversation in Chromium");
    await checkReport(context, "the example log", "examples/example-log.ndjson");
    const nasty = `${folder}/nasty.ndjson`;
    writeFileSync(nasty, nastyLog());
    await checkReport(context, "a log of hostile names", nasty);
  });
}

/**
 * A report opens, asks for nothing, runs nothing, fits a phone, and can be read with the keyboard.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} what
 * @param {string} log
 */
async function checkReport(context, what, log) {
  const out = join(folder, "report");
  // The errors of a log are no hindrance.
  const { status } = spawnSync(process.execPath, ["dist/cli/main.js", "replay", log, "--out", out, "--force"]);
  assert.ok(status === 0 || status === 1);
  const { tab, complaints, requests } = await openPage(context, pathToFileURL(resolve(out, "report.html")).href);
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
  console.log(`ok      the report of ${what} opens in Chromium, asks for nothing and fits a phone`);
}

/** Conversations of every outcome in accounts, with bots and buttons, of hostile names. */
function nastyLog() {
  const events = spells.flatMap((name, i) => {
    /** @param {string} type @param {number} chat @param {number} minute @param {object} [more] */
    const event = (type, chat, minute, more) => ({
      type,
      id: `${name.slice(0, 100)}-${i}-${chat}-${minute}`,
      occurredAt: new Date(Date.UTC(2024, 4, 1 + chat, 10, minute)).toISOString(),
      accountId: name,
      conversationId: `${name.slice(0, 100)}-${chat}`,
      ...more,
    });
    const bot = { botId: name };
    const button = { ...bot, buttonId: name };
    const text = { text: name.repeat(100) };
    return [
      { ...event("PlanSubscribed", 0, 0), conversationId: undefined, plan: "standard" },
      event("BotTriggered", 1, 0, bot),
      ...[event("BotTriggered", 2, 0, bot), event("ButtonClicked", 2, 1, button)],
      ...[event("ButtonClicked", 3, 0, button), event("ChatClosed", 3, 1, { closedBy: "visitor" })],
      ...[event("ButtonClicked", 4, 0, button), event("DirectMessageSent", 4, 1, text)],
      event("DirectMessageSent", 5, 0, text),
      event("ChatClosed", 5, 1, { closedBy: "visitor" }),
      event("ChatClosed", 5, 1, { closedBy: "agent" }),
    ];
  });
  return [...events.map((event) => JSON.stringify(event)), JSON.stringify({ type: spells[0] }), ""].join("\n");
}
