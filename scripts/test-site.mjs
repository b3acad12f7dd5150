// Looks at the site: that every link leads somewhere, and, in Chromium, that the pages are found and read, and that the playground
// does what it says, by mouse, keyboard and ear, and takes no harm from any log.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import { classify, conversationsOf, parseEvent } from "chatledger";
import { findChromium, inChromium, openPage } from "./chromium.mjs";
import { brokenLinks } from "./site-links.mjs";
import { spells } from "./spells.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} Context */

const site = "dist-site";
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript"],
  [".css", "text/css"],
  [".svg", "image/svg+xml"],
]);

assert.deepEqual(brokenLinks(site), []);
console.log("ok      every link of the site leads somewhere, and nothing is loaded from elsewhere");

const executablePath = findChromium();
if (executablePath === undefined) {
  console.log("skipped the site in Chromium: it is not installed (Debian: apt-get install chromium)");
} else {
  const server = await serve();
  try {
    await inChromium(executablePath, async (context) => {
      await readsPages(context, server.origin);
      await findsPages(context, `${server.origin}/index.html`);
      await findsPages(context, pathToFileURL(resolve(site, "index.html")).href);
      const playground = `${server.origin}/playground/index.html`;
      await clicks(context, playground);
      await clicks(context, pathToFileURL(resolve(site, "playground/index.html")).href);
      await movesConversations(context, playground);
      await takesLogs(context, playground);
      await staysUnharmed(context, playground);
      await isAsTheLibrary(context, playground);
    });
  } finally {
    server.close();
  }
}

/** The site on this machine alone. */
async function serve() {
  const server = createServer(({ url = "" }, response) => {
    const file = normalize(join(site, decodeURIComponent(new URL(url, "http://localhost").pathname)));
    try {
      const content = readFileSync(file);
      response.writeHead(200, { "content-type": TYPES.get(extname(file)) ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

/**
 * Opens a page, lets something be done with it, and sees to it that it complained of nothing and asked for nothing from elsewhere.
 *
 * @param {Context} context
 * @param {string} url
 * @param {(tab: Page) => Promise<void>} use
 */
async function on(context, url, use) {
  const { tab, complaints, requests } = await openPage(context, url);
  await use(tab);
  // From the disk a page may not use the drawing of another file; TypeDoc's pages then bring their icons themselves.
  const isOfDisk = url.startsWith("file:");
  assert.deepEqual(
    complaints.filter((text) => !(isOfDisk && text.includes("icons.svg"))),
    [],
  );
  const own = isOfDisk ? pathToFileURL(resolve(site)).href : new URL(url).origin;
  assert.deepEqual(
    requests.filter((request) => !request.startsWith(own) && !request.startsWith("data:")),
    [],
  );
  await tab.close();
}

/**
 * The page has no violation of accessibility that axe knows, in light and dark, on a desktop and a phone, and fits both.
 *
 * @param {Page} tab
 */
async function isAccessibleEverywhere(tab) {
  for (const viewport of [PHONE, DESKTOP]) {
    await tab.setViewportSize(viewport);
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await tab.emulateMedia({ colorScheme });
      await isAccessible(tab, `${colorScheme}, ${viewport.width} pixels wide`);
    }
    assert.equal(await widthOf(tab), viewport.width);
  }
}

/**
 * @param {Page} tab
 * @param {string} [as] how it is looked at
 */
async function isAccessible(tab, as = "light") {
  await tab.evaluate(axe.source);
  /** @type {import("axe-core").AxeResults} */
  const { violations } = await tab.evaluate("axe.run()");
  const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  assert.deepEqual(found, [], `${tab.url()} in ${as}`);
}

/** @param {Page} tab */
function widthOf(tab) {
  return tab.locator("html").evaluate((element) => element.scrollWidth);
}

/** @param {Context} context @param {string} origin */
async function readsPages(context, origin) {
  for (const page of ["documents/Rules.html", "documents/All_guides.html", "index.html"]) {
    await on(context, `${origin}/${page}`, async (tab) => {
      await tab.locator(".tsd-navigation a", { hasText: "Packed logs" }).waitFor({ state: "attached" });
      assert.equal(await tab.locator("h1").count(), 1);
      await (page.endsWith("Rules.html") ? isAccessibleEverywhere(tab) : isAccessible(tab));
      await tab.setViewportSize(PHONE);
      assert.equal(await widthOf(tab), PHONE.width);
    });
  }
  await on(context, `${origin}/index.html`, async (tab) => {
    await tab.getByRole("link", { name: "Playground", exact: true }).first().click();
    assert.equal(await tab.locator("h1").innerText(), "Playground");
    await tab.getByRole("link", { name: "API", exact: true }).click();
    await tab.getByRole("main").getByRole("link", { name: "chatledger", exact: true }).click();
    await tab.getByRole("main").getByRole("link", { name: "classify", exact: true }).click();
    await tab.getByRole("main").getByRole("link", { name: "Rules", exact: true }).click();
    assert.match(await tab.locator("h1").innerText(), /^Rules/);
  });
  console.log("ok      pages are read and lead to each other, and axe finds nothing on them");
}

/** @param {Context} context @param {string} home */
async function findsPages(context, home) {
  await on(context, home, async (tab) => {
    await tab.getByRole("button", { name: "Search" }).click();
    await tab.keyboard.type("escalated");
    const found = tab.locator("#tsd-search-results a");
    await found.first().waitFor();
    const targets = await found.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    assert.ok(
      targets.some((target) => target.includes("documents/Rules.html")),
      targets.join(", "),
    );
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("Enter");
    await tab.waitForURL((url) => url.href !== home);
  });
  console.log(`ok      the search finds a page, ${whence(home)}`);
}

/** @param {string} url */
function whence(url) {
  return url.startsWith("file:") ? "from the disk" : "from a server";
}

/** @param {Page} tab */
function verdictOf(tab) {
  return tab.locator(".verdict .outcome").innerText();
}

/** @param {Page} tab @param {string} name */
function press(tab, name) {
  return tab.getByRole("button", { name, exact: true }).click();
}

/** @param {Page} tab */
async function quotaOf(tab) {
  const [left] = /\d+ of \d+ left/.exec(await tab.locator(".verdict").innerText()) ?? [];
  return left;
}

/** @param {Page} tab the title of what has the focus */
function focusOf(tab) {
  return tab.locator(":focus").innerText();
}

/** @param {Context} context @param {string} url */
async function clicks(context, url) {
  await on(context, url, async (tab) => {
    if (!url.startsWith("file:")) await isAccessibleEverywhere(tab);
    assert.deepEqual([await verdictOf(tab), await quotaOf(tab)], ["In progress", "94 of 100 left"]);
    await press(tab, "Visitor closes the chat");
    assert.equal(await verdictOf(tab), "Resolved by chatbot");
    const spoken = tab.getByRole("status").first();
    assert.match(
      await spoken.innerText(),
      /^Resolved by chatbot; label Joined by chatbot; closed; quota 94 of 100 left/,
    );
    await press(tab, "Visitor writes to the team");
    assert.equal(await verdictOf(tab), "Escalated to human");
    assert.match(
      await tab.locator(".timeline .evidence").last().innerText(),
      /DirectMessageSent\s+evidence of outcome/,
    );
    await press(tab, "Undo");
    assert.equal(await verdictOf(tab), "Resolved by chatbot");
    await tab.getByRole("button", { name: /^Take ChatClosed/ }).click();
    assert.deepEqual([await verdictOf(tab), await focusOf(tab)], ["In progress", "What happened"]);
    await tab.getByRole("button", { name: /^Take ButtonClicked/ }).click();
    assert.deepEqual([await verdictOf(tab), await quotaOf(tab)], ["No reaction", "95 of 100 left"]);

    await press(tab, "New conversation");
    assert.equal(await verdictOf(tab), "Not triggered");
    // By the keyboard alone.
    await tab.getByRole("button", { name: "Chatbot appears" }).focus();
    await tab.keyboard.press("Enter");
    assert.equal(await tab.locator(":focus").getAttribute("aria-label"), "Chatbot appears");
    await tab.getByRole("button", { name: "Visitor clicks a button" }).focus();
    await tab.keyboard.press("Space");
    assert.deepEqual([await verdictOf(tab), await quotaOf(tab)], ["In progress", "94 of 100 left"]);
    await press(tab, "Buy 100 more");
    assert.equal(await quotaOf(tab), "194 of 200 left");
    await tab.reload();
    await tab.keyboard.press("Tab");
    assert.equal(await focusOf(tab), "To the playground");
  });
  console.log(`ok      a conversation is clicked together, ${whence(url)}`);
}

/** @param {Context} context @param {string} url */
async function movesConversations(context, url) {
  await on(context, url, async (tab) => {
    const moved = tab.locator(".moved");
    const moves = tab.locator(".move");
    assert.match(await moved.innerText(), /every conversation has its usual outcome/);
    await tab.getByLabel("handoffIsContact").uncheck();
    assert.equal(await moved.innerText(), "1 of 9 conversations move.");
    assert.match(await moves.innerText(), /^Escalated to human.*Resolved by chatbot.*wanted a person$/s);
    await isAccessible(tab);
    await moves.getByRole("button", { name: "wanted a person" }).click();
    assert.deepEqual([await verdictOf(tab), await focusOf(tab)], ["Resolved by chatbot", "One conversation"]);
    await tab.getByLabel("handoffIsContact").check();
    assert.equal(await verdictOf(tab), "Escalated to human");

    await tab.getByLabel("Conversation", { exact: true }).selectOption("asked for prices");
    assert.equal(await verdictOf(tab), "In progress");
    await tab.getByLabel("inactivityTimeout").fill("60");
    assert.equal(await verdictOf(tab), "In progress");
    await press(tab, "1 hour pass");
    assert.equal(await verdictOf(tab), "Resolved by chatbot");
    assert.match(await moves.innerText(), /In progress.*Resolved by chatbot.*asked for prices/s);
    await tab.getByLabel("inactivityTimeout").fill("");
    assert.equal(await moves.count(), 0);
  });
  console.log("ok      options of the rules move conversations");
}

/** @param {Context} context @param {string} url */
async function takesLogs(context, url) {
  const log = readFileSync("examples/walk-through-escalated.ndjson", "utf8");
  const summary = /in 1 conversation of 1 account; 0 lines refused/;
  await on(context, url, async (tab) => {
    await tab.getByLabel("Events to paste").fill(`${log}\n{"type":"Dance"}\nnonsense\n{"type":"ChatRated"}`);
    await press(tab, "Read these events");
    assert.equal(await verdictOf(tab), "Escalated to human");
    assert.deepEqual(
      await tab
        .locator("tbody tr")
        .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent))),
      [
        ["7", "unknown-type", 'type: expected the name of an event, got "Dance".'],
        ["8", "invalid-json", 'expected one JSON object on the line, got "nonsense".'],
        ["9", "missing-field", "id: expected a string, got nothing."],
      ],
    );
    await press(tab, "A tour: one conversation of each sort");

    const dropped = await tab.evaluateHandle(`
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(log)}], "dropped.ndjson"));
      data;
    `);
    await tab.dispatchEvent("body", "drop", { dataTransfer: dropped });
    await tab.getByText("Read dropped.ndjson.").waitFor();
    assert.match(await tab.locator(".summary").innerText(), summary);
    await press(tab, "A tour: one conversation of each sort");

    const file = tab.getByLabel("A file, plain or gzip");
    await file.setInputFiles({ name: "log.ndjson.gz", mimeType: "application/gzip", buffer: gzipSync(log) });
    await tab.getByText("Read log.ndjson.gz.").waitFor();
    assert.match(await tab.locator(".summary").innerText(), summary);
    await file.setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0xff, 0xfe]) });
    await tab.getByText("picture.png could not be read").waitFor();
    assert.match(await tab.locator(".summary").innerText(), summary);
  });
  console.log("ok      logs are pasted, dropped and opened, and what is refused is told by line");
}

/** @param {Context} context @param {string} url */
async function staysUnharmed(context, url) {
  const names = spells.map((spell) => spell.slice(0, 128));
  const events = names.flatMap((name, i) =>
    [
      { type: "BotTriggered", botId: name, trigger: name.repeat(100) },
      { type: "ButtonClicked", botId: name, buttonId: name, label: '"'.repeat(10_000) },
      { type: "DirectMessageSent", text: "a".repeat(10_000) },
      { type: name },
    ].map((event, n) => ({
      ...event,
      id: `${n}${name}`.slice(0, 128),
      occurredAt: `2024-05-01T10:0${i}:0${n}Z`,
      accountId: name,
      conversationId: name,
    })),
  );
  await on(context, url, async (tab) => {
    const title = await tab.title();
    await tab.getByLabel("Events to paste").fill(events.map((event) => JSON.stringify(event)).join("\n"));
    await press(tab, "Read these events");
    assert.equal(await tab.locator("tbody tr").count(), names.length);
    const picker = tab.getByLabel("Conversation", { exact: true });
    for (const i of names.keys()) {
      await picker.selectOption({ index: i });
      assert.equal(await verdictOf(tab), "Escalated to human");
    }
    await isAccessible(tab);
    await tab.setViewportSize(PHONE);
    assert.equal(await widthOf(tab), PHONE.width);
    assert.equal(await tab.locator("#app :is(script, img, iframe, style, a)").count(), 0);
    assert.equal(await tab.title(), title);
    assert.doesNotMatch(await tab.locator("#app").innerText(), /[\u202a-\u202e\u2066-\u2069]/u);
  });
  console.log("ok      hostile names and long texts do no harm");
}

/** @param {Context} context @param {string} url */
async function isAsTheLibrary(context, url) {
  const log = readFileSync("examples/example-log.ndjson", "utf8");
  const events = log
    .split("\n")
    .filter(Boolean)
    .map((line) => parseEvent(JSON.parse(line)));
  const outcomes = Array.from(conversationsOf(events), (state) => classify(state).outcome);
  await on(context, url, async (tab) => {
    await press(tab, "The example log: 300 conversations");
    await tab.getByText("Read: The example log").waitFor();
    const shown = await tab.locator(".legend .share").allInnerTexts();
    const expected = ["resolved", "escalated", "in-progress", "no-reaction", "not-triggered"].map((name) =>
      String(outcomes.filter((outcome) => outcome === name).length),
    );
    assert.deepEqual(shown, expected);
  });
  console.log("ok      the playground judges as the package does");
}
