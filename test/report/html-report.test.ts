import { explain, type LedgerEvent } from "chatledger";
import { readEvents, replay } from "chatledger/replay";
import { htmlReport, type ReportOptions, reportFigures } from "chatledger/report";
import { describe, expect, test } from "vitest";
import { OUTCOMES } from "../../src/policies/classification/rule-set.ts";
import { shuffled } from "../cli/sample-log.ts";
import { chats } from "../support/chats.ts";
import { event, inChat, time } from "../support/events.ts";
import { type Element, parsed, valuesIn } from "./page.ts";

const options: ReportOptions = { asOf: "2024-04-14T17:42:00Z", timeZone: "Europe/Prague" };
const log = await replay("examples/example-log.ndjson");
const figures = reportFigures(log, options);
const html = await htmlReport(figures);
const page = parsed(html);

const attribute = (name: string) => (element: Element) => element.getAttribute(name) ?? "";

describe("the page", () => {
  test("is a document with a language, a title and one heading of the first rank", () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en"/);
    expect(page.all("h1").map(({ textContent }) => textContent)).toEqual(["Chatbot report"]);
    expect(page.all("title")[0]?.textContent).toBe("Chatbot report");
  });

  test("asks for nothing, runs nothing, and leads nowhere else", () => {
    expect(page.all("script,link,img,iframe,object,embed,form,base,[src],[srcset]").length).toBe(0);
    const attributes = new Set(page.all("*").flatMap((one) => [...one.attributes].map(({ name }) => name)));
    expect([...attributes].filter((name) => name.startsWith("on"))).toEqual([]);
    for (const href of page.all("[href]").map(attribute("href"))) expect(href).toMatch(/^#[\w-]+$/);
    expect(html).not.toMatch(/url\(|@import|javascript:|https?:(?!\/\/www\.w3\.org)/i);
    expect(page.all("meta[http-equiv=Content-Security-Policy]").map(attribute("content"))).toEqual([
      "default-src 'none'; style-src 'unsafe-inline'",
    ]);
  });

  test("has a heading for each section, to which the contents lead", () => {
    const headings = page.all("section > h2").map(attribute("id"));
    expect(page.all("nav a").map(attribute("href"))).toEqual(headings.map((id) => `#${id}`));
    expect(page.all("section").map(attribute("aria-labelledby"))).toEqual(headings);
    expect(headings).toEqual(["at-a-glance", "over-time", "funnel", "week", "bots", "quota", "anomalies", "sample"]);
  });

  test("gives no id twice, and refers to none that is not there", () => {
    const ids = page.all("[id]").map(attribute("id"));
    expect(new Set(ids).size).toBe(ids.length);
    for (const name of ["aria-labelledby", "aria-describedby"]) {
      for (const id of page.all(`[${name}]`).map(attribute(name))) expect(ids).toContain(id);
    }
  });

  test("says of every picture what it shows, or that it is for the eye alone", () => {
    const pictures = page.all("svg");
    expect(pictures.length).toBeGreaterThan(5);
    for (const picture of pictures) {
      if (picture.getAttribute("aria-hidden") === "true") continue;
      expect(picture.getAttribute("role")).toBe("img");
      expect(picture.querySelector("title")?.textContent).not.toBe("");
      expect(picture.querySelector("desc")?.textContent).not.toBe("");
    }
  });

  test("names every table, and says of every heading cell what it heads", () => {
    expect(page.all("table").every((table) => table.querySelector("caption")?.textContent !== "")).toBe(true);
    expect(page.all("th").every((th) => ["col", "row"].includes(th.getAttribute("scope") ?? ""))).toBe(true);
  });

  test("can scroll what is too wide with the keyboard", () => {
    expect(page.all(".scroll").length).toBeGreaterThanOrEqual(page.all("table").length);
    expect(page.all(".scroll").every((region) => region.getAttribute("tabindex") === "0")).toBe(true);
    expect(page.all(".scroll").every((region) => region.getAttribute("aria-label") !== "")).toBe(true);
  });
});

test("the same log gives the same bytes, also twice in one process and in any order", async () => {
  expect(await htmlReport(figures)).toBe(html);
  const events: LedgerEvent[] = [];
  for await (const entry of readEvents("examples/example-log.ndjson"))
    if ("event" in entry && entry.event !== undefined) events.push(entry.event);
  const [once, again] = [events, shuffled([...events, ...events])].map((some) => reportFigures(some, options));
  expect(events.length).toBeGreaterThan(2_000);
  if (once === undefined || again === undefined) throw new Error("Two reports were made.");
  expect(await htmlReport(again)).toBe(await htmlReport(once));
});

describe("the sample", () => {
  const rows = page.all(".sample tbody");

  test("has conversations of each outcome", () => {
    expect(new Set(figures.sample.map(({ verdict }) => verdict.outcome))).toEqual(new Set(OUTCOMES));
    expect(rows).toHaveLength(figures.sample.length);
  });

  test("marks in each timeline the evidence that an explanation names", () => {
    const states = [...log.conversations()];
    for (const [i, { accountId, conversationId }] of figures.sample.entries()) {
      const state = states.find(({ of }) => of.accountId === accountId && of.conversationId === conversationId);
      if (state === undefined) throw new Error(`${conversationId} is not in the log.`);
      const claims = explain(state, { asOf: options.asOf }).claims.filter(
        ({ claim }) => claim === "outcome" || claim === "labels",
      );
      const expected = new Set(claims.flatMap(({ evidence }) => evidence));
      const marked = [...(rows[i]?.querySelectorAll("li.evidence") ?? [])];
      const ids = marked.map((line) => line.querySelector("bdi")?.textContent);
      expect(new Set(ids)).toEqual(expected);
      expect([...(rows[i]?.querySelectorAll(".timeline li") ?? [])]).toHaveLength(state.marks.length);
    }
  });

  test("cuts a long timeline, and leaves the evidence in", async () => {
    const long = [
      event.BotTriggered({ id: "bot" }),
      ...Array.from({ length: 100 }, () => event.AgentMessageSent()),
      event.DirectMessageSent({ id: "contact" }),
    ];
    const cut = parsed(await htmlReport(reportFigures(long, { asOf: time("23:00") })));
    const lines = cut.all(".timeline li");
    expect(lines).toHaveLength(32);
    expect(lines.slice(-2).map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining("contact evidence of outcome"),
      "and 71 later events that are no evidence",
    ]);
  });
});

test("a log of nothing, and one without bots, plans or oddities, make a page too", async () => {
  for (const events of [[], chats.withoutBot("10:00")]) {
    const empty = parsed(await htmlReport(reportFigures(events, { asOf: time("11:00") })));
    expect(
      empty
        .all(".figure")
        .map(({ textContent }) => textContent)
        .slice(0, 3),
    ).toEqual(["–", "–", "–"]);
    expect(empty.all("section")).toHaveLength(8);
  }
});

test("says what it was asked for, of whom, and that larger buckets are shown", async () => {
  const days = Array.from({ length: 120 }, (_, i) =>
    chats.resolved(new Date(Date.UTC(2024, 0, 1 + i, 10)).toISOString().slice(0, 16).replace("T", " ")),
  );
  const asked = { accountId: "acme", from: "2024-01-01", cohort: "decided", unit: "visitors", bot: "bot" } as const;
  const text = String(
    parsed(await htmlReport(reportFigures(days.flat(), { asOf: time("11:00"), ...asked }))).all("body")[0]?.textContent,
  );
  expect(text).toContain("Chatbot report of acme");
  expect(text).toContain("from 2024-01-01, by the moment that decided them, cohort decided, unit visitors, bot bot");
  expect(text).toContain("Each bar is a week. Asked for was day; that would be too many bars for a page.");
});

test("of many accounts, bots and buttons shows those that matter most, and says so", async () => {
  const many = Array.from({ length: 60 }, (_, i) => {
    const of = { accountId: `account ${i}` };
    const clicks = Array.from({ length: i + 1 }, (_, n) =>
      event.ButtonClicked(of, inChat(`${n}`), { botId: `bot ${i}` }),
    );
    return [event.PlanSubscribed(of, { occurredAt: time("09:00") }), ...clicks];
  });
  const seen = parsed(await htmlReport(reportFigures(many.flat(), { asOf: time("2024-05-20 10:00") })));
  const text = String(seen.all("body")[0]?.textContent);
  expect(seen.table("Quota by account")).toHaveLength(50);
  expect(text).toContain(
    "The 50 accounts nearest to their limit are listed, of 60; quota.json has all. The 6 nearest are drawn.",
  );
  expect(seen.all(".multiples h3").map(({ textContent }) => textContent)).toContain("account 59");
  expect(seen.table("Bots: the 20 most often shown of 60")[0]?.slice(0, 3)).toEqual([
    "bot 59account 59",
    "account 59",
    "60",
  ]);
  expect(seen.table("Buttons: the 20 most often clicked of 60")).toHaveLength(20);
  expect(valuesIn(seen.all(".figures")[0]).at(-1)).toBe(1830);
});
