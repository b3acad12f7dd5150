// The report of a million conversations: that it says what it shows of them, has their figures, stays small and opens in Chromium.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { findChromium, inChromium } from "./chromium.mjs";
import { checkReportPage } from "./report-in-browser.mjs";

const CONVERSATIONS = 1_000_000;
const MOST_BYTES = 3_000_000;
const MINUTE = 60_000;
const CLICK = [{ type: "ButtonClicked", botId: "bot", buttonId: "prices" }];
const CLOSE = [{ type: "ChatClosed", closedBy: "visitor" }];
/** What happens after a bot was triggered: one chat in four is resolved, escalated, in progress, and without a reaction. */
const STORIES = [[...CLICK, ...CLOSE], [{ type: "DirectMessageSent" }], CLICK, []];

const folder = ".tmp/large";
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const log = join(folder, "log.ndjson");
writeLog(log);

const out = join(folder, "report");
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ["dist/cli/main.js", "replay", log, "--out", out, "--json"],
  { encoding: "utf8" },
);
assert.equal(status, 0, stderr);
const { outcomes, conversations } = JSON.parse(stdout);
const quarter = CONVERSATIONS / 4;
assert.equal(conversations, CONVERSATIONS);
assert.deepEqual(outcomes, {
  resolved: quarter,
  escalated: quarter,
  "in-progress": quarter,
  "no-reaction": quarter,
  "not-triggered": 0,
});

const page = join(out, "report.html");
const { size } = statSync(page);
assert.ok(size < MOST_BYTES, `${size} bytes`);
const text = readFileSync(page, "utf8");
assert.ok(text.includes("1,000,000"));
assert.ok(text.includes("250,000"));
console.log(`ok      the report of a million conversations has ${Math.round(size / 1_000)} kB, and their figures`);

const executablePath = findChromium();
if (executablePath === undefined) {
  console.log("skipped the report in Chromium: it is not installed (Debian: apt-get install chromium)");
} else {
  await inChromium(executablePath, async (context) => {
    const tab = await checkReportPage(context, page);
    assert.match(await tab.locator("body").innerText(), /16 of 1,000,000 conversations: up to 4 of each outcome/);
  });
  console.log("ok      it opens in Chromium, and says that it shows a sample");
}
rmSync(folder, { recursive: true });

/** @param {string} file */
function writeLog(file) {
  const descriptor = openSync(file, "w");
  const begin = Date.UTC(2024, 0, 1);
  for (let from = 0; from < CONVERSATIONS; from += 10_000) {
    const chats = Array.from({ length: 10_000 }, (_, i) => linesOf(from + i, begin));
    writeSync(descriptor, chats.join(""));
  }
  closeSync(descriptor);
}

/** @param {number} chat @param {number} begin */
function linesOf(chat, begin) {
  const of = { accountId: `acc_${chat % 200}`, conversationId: `chat-${chat}` };
  const events = [{ type: "BotTriggered", botId: "bot" }, ...(STORIES[chat % STORIES.length] ?? [])];
  return events
    .map((event, i) => {
      const occurredAt = new Date(begin + ((chat + i) * MINUTE) / 2).toISOString();
      return `${JSON.stringify({ ...event, id: `${chat}-${i}`, ...of, occurredAt })}\n`;
    })
    .join("");
}
