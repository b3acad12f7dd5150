// Installs .tmp/chatledger.tgz (see `npm run tarball`) in an empty project, bundles the core for browsers there, which fails on
// any import of Node's, and judges a conversation with it in Chromium. Then looks at reports that the package leaves: of the
// example log, and of one whose every name is hostile.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { findChromium, inChromium, openPage } from "./chromium.mjs";
import { consumer } from "./consumer.mjs";
import { checkReportPage } from "./report-in-browser.mjs";
import { spells } from "./spells.mjs";

const folder = ".tmp/browser";
const page = `${folder}/page.html`;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { home, install, remove } = consumer();
await build({
  entryPoints: [join(home, "browser.js")],
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
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  install(...["@observablehq/plot", "linkedom"].map((name) => `${name}@${devDependencies[name]}`));
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
remove();

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} what
 * @param {string} log
 */
async function checkReport(context, what, log) {
  const out = join(folder, "report");
  const cli = join(home, "node_modules/.bin/chatledger");
  // The errors of a log are no hindrance.
  const { status } = spawnSync(cli, ["replay", log, "--out", out, "--force"]);
  assert.ok(status === 0 || status === 1);
  await checkReportPage(context, join(out, "report.html"));
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
