import { smartsupp } from "chatledger";
import { htmlReport, type ReportOptions, reportFigures } from "chatledger/report";
import { id } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf } from "../../src/domain/log-input.ts";
import { printable } from "../../src/projections/printable.ts";
import { event, time } from "../support/events.ts";
import { type Page, parsed } from "./page.ts";

const SPELLS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  "</style></svg></title></desc></textarea><script>alert(1)</script>",
  "<!--",
  "]]>&lt;b&gt;&#0;",
  "javascript:alert(1)",
  "\u202eשלום\u2066",
  "\u0001\u001b[2J\r\n\u2028",
  "`$",
  "__proto__",
  "x".repeat(10_000),
] as const;

/** A report in which every name that it can show is this text. */
async function reportOf(text: string): Promise<string> {
  const name = Array.from(text).slice(0, 128).join("");
  const of = { accountId: name, conversationId: name };
  const events = [
    event.PlanSubscribed(of, { id: `${name.slice(0, 100)} plan`, occurredAt: time("09:00"), plan: name }),
    event.PackageRenewalDisabled(of, { id: name, packageId: name }),
    event.BotTriggered(of, { id: `${name.slice(0, 100)} bot`, botId: name }),
    event.ButtonClicked(of, { id: name, botId: name, buttonId: name, label: text }),
    event.AgentJoined(of, { agentId: name }),
    event.DirectMessageSent(of, { text, visitorId: name }),
    event.ChatRated(of, { comment: text }),
    event.ChatClosed(of, { reason: text }),
  ];
  const options: ReportOptions = {
    asOf: time("12:00"),
    logs: [text],
    accountId: name,
    bot: name,
    catalogue: { [name]: { rank: 1, included: 10, cap: 10 } },
    ruleSet: {
      ...smartsupp,
      kinds: { ...smartsupp.kinds, contact: { ...smartsupp.kinds.contact, noun: text } },
    },
  };
  const anomalies = [{ kind: text, severity: "error", file: text, line: 1, message: text }] as const;
  return htmlReport(reportFigures({ ...partsOf(events), anomalies }, options));
}

/** What a page is made of when its words are harmless. */
const harmless = parsed(await reportOf("word"));

/** The names of all elements and attributes. */
function namesIn(page: Page) {
  const all = page.all("*");
  return {
    elements: new Set(["small", ...all.map(({ localName }) => localName)]),
    attributes: new Set(all.flatMap((element) => [...element.attributes].map(({ name }) => name))),
  };
}

/** How many elements there are; a text that is cut has one more. */
const counted = (page: Page) => page.all("*").filter(({ localName }) => localName !== "small").length;

/** Whether a page is made of what ours are made of, and has the text where it shows one. */
async function expectInert(text: string): Promise<void> {
  const html = await reportOf(text);
  const page = parsed(html);
  expect(namesIn(page)).toStrictEqual(namesIn(harmless));
  for (const link of page.all("[href]")) expect(link.getAttribute("href")).toMatch(/^#[\w-]+$/);
  expect(counted(page)).toBe(counted(harmless));
  // Nothing that could move a cursor, turn the text, or end the file early.
  expect(html.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
  const name = printable(Array.from(text).slice(0, 128).join("").toWellFormed());
  const shown = page.all("bdi").map(({ textContent }) => textContent);
  const whole = shown.filter((one) => one === name || (one.endsWith("…") && name.startsWith(one.slice(0, -1))));
  // The title, logs, selection, tables of bots, buttons and quota, its picture, anomalies and the sample.
  expect(whole.length).toBeGreaterThan(15);
}

test.each(SPELLS.map((spell) => ({ spell, name: printable(spell.slice(0, 40)) })))(
  "$name does nothing wherever it stands",
  async ({ spell }) => {
    await expectInert(spell);
  },
);

test("nor does any other text", async () => {
  await fc.assert(fc.asyncProperty(id(), expectInert), { numRuns: 10 });
});

test("10,000 characters are cut, and how many there were is said", async () => {
  const text = String(parsed(await reportOf("x".repeat(10_000))).all("body")[0]?.textContent);
  expect(text).toContain(`out of ${"x".repeat(72)}… (10,000 characters)`);
  expect(text).toContain("(128 characters)");
  expect(text).not.toContain("x".repeat(241));
});

test("what visitors and agents wrote is not on the page", async () => {
  const said = [
    event.DirectMessageSent({ text: "winterberry" }),
    event.ButtonClicked({ label: "winterberry" }),
    event.ChatRated({ comment: "winterberry" }),
    event.ChatClosed({ reason: "winterberry" }),
  ];
  expect(await htmlReport(reportFigures(said, { asOf: time("23:00") }))).not.toContain("winterberry");
});
