import type { LedgerEvent } from "chatledger";
import { replay } from "chatledger/replay";
import { expect, test } from "vitest";
import { Identities } from "../../src/replay/identities.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();
const FILE = "log.ndjson";

/** What is said of each line of a log: nothing, or that it came before and where. */
async function said(events: readonly unknown[]) {
  const file = folder.write(FILE, ndjson(events));
  const { anomalies } = await replay(file);
  return anomalies.map(({ line, kind, eventId, message }) => {
    const first = message.match(/at (\S+):(\d+)[;.]/) ?? [];
    return { line, kind, eventId, firstAt: first[1] === file ? Number(first[2]) : first[0] };
  });
}

const CLICK = event.ButtonClicked(at("10:00"), { id: "click", visitorId: "v", sequence: 1, label: "Prices" });

test("the same event again is a duplicate of the first place, however often it comes", async () => {
  expect(await said([event.BotTriggered(), CLICK, CLICK, event.ChatClosed(), CLICK])).toEqual([
    { line: 3, kind: "duplicate", eventId: "click", firstAt: 2 },
    { line: 5, kind: "duplicate", eventId: "click", firstAt: 2 },
  ]);
});

test.each([
  ["another label", { ...CLICK, label: "Cennik" }],
  ["no label", { ...CLICK, label: undefined }],
  ["an unknown field", { ...CLICK, note: "again" }],
  ["a schema version", { ...CLICK, schemaVersion: 1 }],
  ["its instant written with an offset", { ...CLICK, occurredAt: "2024-05-01T12:00:00+02:00" }],
  ["digits beyond the millisecond", { ...CLICK, occurredAt: "2024-05-01T10:00:00.0009Z" }],
])("the same event with %s is the same event", async (_, copy) => {
  expect(await said([CLICK, copy])).toMatchObject([{ line: 2, kind: "duplicate", firstAt: 1 }]);
});

test.each([
  ["instant", at("10:00:00.001")],
  ["sequence", { sequence: 2 }],
  ["type", { type: "HandoffRequested" }],
  ["conversation", inChat("other")],
  ["visitor", { visitorId: "w" }],
  ["lack of a visitor", { visitorId: undefined }],
  ["bot", { botId: "other" }],
  ["button", { buttonId: "other" }],
])("the same id with another %s is a conflict", async (_, change) => {
  expect(await said([CLICK, { ...CLICK, ...change }])).toEqual([
    { line: 2, kind: "conflicting-duplicate", eventId: "click", firstAt: 1 },
  ]);
});

test.each([
  [event.AgentJoined({ id: "e" }), { agentId: "ben" }],
  [event.ChatClosed({ id: "e" }), { closedBy: "agent" }],
  [event.ChatRated({ id: "e" }), { rating: 1 }],
  [event.PlanSubscribed({ id: "e" }), { plan: "pro" }],
  [event.PlanSubscribed({ id: "e" }), { timeZone: "Europe/Prague" }],
  [event.PackagePurchased({ id: "e" }), { conversations: 7 }],
  [event.PackageRenewed({ id: "e" }), { periodStart: "2024-06-01T00:00:00Z" }],
  [event.ChatbotConversationCounted({ id: "e" }), inChat("other")],
] as const satisfies readonly (readonly [LedgerEvent, object])[])(
  "%o changed by %o is a conflict",
  async (one, change) => {
    const { occurredAt } = one;
    expect(await said([one, one, { ...one, ...change, occurredAt }])).toMatchObject([
      { line: 2, kind: "duplicate", firstAt: 1 },
      { line: 3, kind: "conflicting-duplicate", firstAt: 1 },
    ]);
  },
);

test("of three variants of one id each is recognised, and the first place is the first of all", async () => {
  const [a, b, c] = ["one", "two", "three"].map((botId) => ({ ...CLICK, botId }));
  expect(await said([a, b, c, b, c, a])).toEqual([
    { line: 2, kind: "conflicting-duplicate", eventId: "click", firstAt: 1 },
    { line: 3, kind: "conflicting-duplicate", eventId: "click", firstAt: 1 },
    { line: 4, kind: "duplicate", eventId: "click", firstAt: 2 },
    { line: 5, kind: "duplicate", eventId: "click", firstAt: 3 },
    { line: 6, kind: "duplicate", eventId: "click", firstAt: 1 },
  ]);
});

test("ids are unique within an account: the same one in another account is no conflict", async () => {
  const [acme, other] = [CLICK, { ...CLICK, ...inAccount("other") }];
  expect(await said([acme, other])).toEqual([]);
  expect(await said([acme, other, { ...other, botId: "x" }, other, acme])).toMatchObject([
    { line: 3, kind: "conflicting-duplicate", firstAt: 2 },
    { line: 4, kind: "duplicate", firstAt: 2 },
    { line: 5, kind: "duplicate", firstAt: 1 },
  ]);
});

test("an event of billing and one of a conversation share the ids of their account", async () => {
  expect(await said([event.PlanCancelled({ id: "e" }), event.ChatClosed({ id: "e" })])).toMatchObject([
    { line: 2, kind: "conflicting-duplicate", firstAt: 1 },
  ]);
});

test("the first place may be in another file", async () => {
  const first = folder.write("first.ndjson", `\n\n${ndjson([CLICK])}`);
  const second = folder.write("second.ndjson", ndjson([CLICK, { ...CLICK, botId: "other" }]));
  const { anomalies } = await replay([first, second]);
  expect(anomalies).toEqual([
    {
      kind: "duplicate",
      severity: "note",
      file: second,
      line: 1,
      eventId: "click",
      message: `The event "click" came before, at ${first}:3; it is taken once.`,
    },
    {
      kind: "conflicting-duplicate",
      severity: "error",
      file: second,
      line: 2,
      eventId: "click",
      message: `The id "click" belongs to another event at ${first}:3; both are taken. Mend the source.`,
    },
  ]);
});

test("a duplicate is taken once, a conflicting one as another event", async () => {
  const file = folder.write(FILE, ndjson([CLICK, CLICK, { ...CLICK, botId: "other" }]));
  const log = await replay(file);
  expect(log.conversationEvents).toBe(3);
  expect([...log.conversations()].map(({ marks }) => marks.map(({ botId }) => botId))).toEqual([["bot", "other"]]);
});

test("a duplicate does not end a strict replay, a conflict does", async () => {
  const twice = folder.write("twice.ndjson", ndjson([CLICK, CLICK]));
  await expect(replay(twice, { strict: true })).resolves.toMatchObject({ lines: 2 });
  const conflict = folder.write("conflict.ndjson", ndjson([CLICK, { ...CLICK, botId: "other" }]));
  await expect(replay(conflict, { strict: true })).rejects.toMatchObject({ code: "conflicting-duplicate" });
});

test("without looking for duplicates none is found, and the conversations are the same", async () => {
  const file = folder.write(FILE, ndjson([CLICK, CLICK, { ...CLICK, botId: "other" }]));
  const [found, notLookedFor] = [await replay(file), await replay(file, { findDuplicates: false })];
  expect(notLookedFor.anomalies).toEqual([]);
  expect([...notLookedFor.conversations()]).toEqual([...found.conversations()]);
});

test("each of 300,000 ids is known again", () => {
  const identities = new Identities();
  const contentOf = (i: number) =>
    ({ at: i, type: "ChatClosed", id: `${i.toString(36)}-chat`, conversationId: "c" }) as const;
  const count = 300_000;
  let known = 0;
  for (let i = 0; i < count; i++) known += identities.recognise("acme", contentOf(i), "a", i) === undefined ? 0 : 1;
  expect(known).toBe(0);
  for (let i = 0; i < count; i++) {
    const again = identities.recognise("acme", contentOf(i), "b", i);
    if (again?.is === "duplicate" && again.first.file === "a" && again.first.line === i) known++;
  }
  expect(known).toBe(count);
});
