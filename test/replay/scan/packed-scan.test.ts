import { readFileSync } from "node:fs";
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import {
  chatbotStatistics,
  isConversationEvent,
  type JudgingOptions,
  type LedgerEvent,
  parseEvent,
  parseRuleSet,
} from "chatledger";
import { logStatistics, replay } from "chatledger/replay";
import { instant, log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import * as library from "hyparquet-writer";
import { afterEach, describe, expect, test, vi } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../../../src/domain/conversation-event.ts";
import { toJudge } from "../../../src/policies/classification/judge.ts";
import { CellTable } from "../../../src/projections/statistics/cell-table.ts";
import { chatbotTable } from "../../../src/projections/statistics/chatbot-statistics.ts";
import { LifetimesSoFar } from "../../../src/replay/packed/lifetimes.ts";
import { CONVERSATION } from "../../../src/replay/packed/packed-columns.ts";
import { columnIndexOf } from "../../../src/replay/packed/packed-metadata.ts";
import { scannedColumns } from "../../../src/replay/packed/scanned-columns.ts";
import { COLUMNS, COLUMNS_SIZE, MEMORY_SIZE, ROW_ROOM } from "../../../src/replay/scan/kernel/terms.ts";
import { BeyondPlan } from "../../../src/replay/scan/log-scan.ts";
import { kernelFor, scanPacked } from "../../../src/replay/scan/packed-scan.ts";
import { PlanTable } from "../../../src/replay/scan/plan-table.ts";
import { scanStatistics } from "../../../src/replay/scan/scan-statistics.ts";
import { Slots } from "../../../src/replay/scan/slots.ts";
import { shapeOf } from "../../../src/replay/scan/table-shape.ts";
import { openParquet } from "../../../src/replay/tables/parquet-file.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { at, event, inAccount, inChat } from "../../support/events.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { ruleSet } from "../../support/rule-sets.ts";
import { packEvents, packInGroups } from "../packed/pack-in-groups.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { withGreatSequences } from "./great-sequences.ts";
import { logText } from "./log-texts.ts";
import {
  answering,
  answersOf,
  answersOfEvents,
  forEachAnswer,
  planFor,
  QUESTIONS,
  type Question,
  questionNames,
  type Read,
  readOrdinarily,
} from "./scanned.ts";

const folder = tempFolder();

afterEach(() => {
  vi.restoreAllMocks();
});

/** A packed log read column by column, by the ids of its conversations. */
async function scanned(
  file: string,
  options: JudgingOptions,
  question: Question = QUESTIONS.statistics,
): Promise<Read> {
  const table = new PlanTable(shapeOf(planFor(options, question), question));
  let lines = 0;
  const onScanned = (_: number, more: number) => {
    lines += more;
  };
  const scan = { asOf: toJudge(options).asOf, hideText: false, isAlone: false };
  const parquet = openParquet(file);
  const kernel = kernelFor([parquet], table, scan);
  const result = await scanPacked(parquet, table, { ...scan, kernel }, onScanned, undefined);
  kernel?.end();
  const { anomalies, firstAt, lastAt } = result;
  expect([result.lines, result.nextLine]).toEqual([lines, lines + 1]);
  const refused = anomalies.map(({ line, kind, message }) => [line, kind, message] as const);
  return { answers: answersOf(table, options, question), lines, firstAt, lastAt, refused };
}

async function packed(text: string, rowsInGroup: number): Promise<string> {
  return folder.write("log.parquet", await packInGroups(folder.write("log.ndjson", text), rowsInGroup));
}

/** What a scan finds that keeps no ids of conversations. */
interface Nameless extends Pick<Read, "firstAt" | "lastAt"> {
  readonly answers: readonly string[];
}

/** What is to be found of events. */
function nameless(events: readonly LedgerEvent[], options: JudgingOptions, question?: Question): Nameless {
  const answers = Object.entries(answersOfEvents(events, options, question))
    .map(([key, answer]) => JSON.stringify([JSON.parse(key)[0], answer]))
    .sort();
  const instants = events.map(({ occurredAt }) => Date.parse(occurredAt));
  const firstAt = instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return { answers, firstAt, lastAt: instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) };
}

/** The lines that are not blank, whose numbers are those of the rows. */
function withoutBlanks(text: string): string {
  const lines = text.replace("\uFEFF", "").split("\n");
  return lines.filter((line) => !/^[ \t\r]*$/.test(line)).join("\n");
}

/** Events without lone surrogates, which columns cannot keep: where one of the events is kept as a line, conversations have no numbers. */
function kept(events: readonly unknown[]): readonly LedgerEvent[] {
  const wellFormed = (_: string, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value);
  return events.map((one) => parseEvent(JSON.parse(JSON.stringify(one), wellFormed)));
}

/** In short groups most rows are the first of something; in one long one few are. */
const rows = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1_000));
const anyQuestion = fc.constantFrom(...questionNames.map((name) => QUESTIONS[name]));

describe("a scan of columns reads what the ordinary parser reads of the lines", () => {
  test("of any log, in groups of any size, under any options", async () => {
    await fc.assert(
      fc.asyncProperty(logText(), rows, judgingOptions(), async (text, rowsInGroup, options) => {
        const file = await packed(text, rowsInGroup);
        const bytes = Buffer.from(withoutBlanks(text));
        for (const name of questionNames) {
          const question = QUESTIONS[name];
          expect(await scanned(file, options, question)).toEqual(readOrdinarily(bytes, options, question));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("under any rules, with the ids of conversations and without", async () => {
    const judged = fc.tuple(log(), ruleSet(CONVERSATION_EVENT_TYPES), instant(), rows);
    await fc.assert(
      fc.asyncProperty(judged, anyQuestion, async ([some, rules, asOf, rowsInGroup], question) => {
        const options = { ruleSet: parseRuleSet(rules), asOf };
        fc.pre(question.plan(options) !== undefined);
        const events = kept(some);
        const file = await packed(ndjson(events), rowsInGroup);
        const answers = answersOfEvents(events.filter(isConversationEvent), options, question);
        expect((await scanned(file, options, question)).answers).toEqual(answers);
        expect(await scannedNameless(file, options, question)).toEqual(nameless(events, options, question));
      }),
      { numRuns: 40 },
    );
  });
});

/**
 * The same of a log that is read alone: no ids of conversations are kept then. Conversations that are added up as they end are kept no
 * longer; else all are kept to the end.
 */
async function scannedNameless(
  file: string,
  options: JudgingOptions,
  question: Question = QUESTIONS.statistics,
): Promise<Nameless> {
  const [kept, ended] = [
    await readNameless(file, options, question, false),
    await readNameless(file, options, question, true),
  ];
  expect(ended).toEqual(kept);
  return kept;
}

async function readNameless(
  file: string,
  options: JudgingOptions,
  question: Question,
  isAddedUp: boolean,
): Promise<Nameless> {
  const table = new PlanTable(shapeOf(planFor(options, question), question));
  const answers: string[] = [];
  const take = ([[accountId], answer]: ReturnType<ReturnType<typeof answering>>) => {
    answers.push(JSON.stringify([accountId, answer]));
  };
  const answerTo = answering(table, options, question);
  const add = (conversations: Int32Array) => {
    for (const each of conversations) take(answerTo(each));
  };
  const tally = { add, cells: () => CellTable.of([]) };
  const scan = { asOf: toJudge(options).asOf, hideText: false, isAlone: true, ...(isAddedUp ? { tally } : {}) };
  const parquet = openParquet(file);
  const kernel = kernelFor([parquet], table, scan);
  expect(kernel?.slots !== undefined).toBe(isAddedUp && kernel !== undefined);
  const { firstAt, lastAt } = await scanPacked(parquet, table, { ...scan, kernel }, () => {}, undefined);
  kernel?.end();
  forEachAnswer(table, options, question, (key, answer) => {
    expect(kernel?.slots).toBeUndefined();
    take([key, answer]);
  });
  return { answers: answers.sort(), firstAt, lastAt };
}

test("what a packed log says of when its conversations end is not trusted further than it is true", async () => {
  const events = kept(sampleLog(300));
  const log = folder.write("sample.ndjson", ndjson(events));
  const { statistics } = await logStatistics(log);
  const usesSlots = vi.spyOn(Slots.prototype, "endGroup");
  const statisticsOf = async () => {
    const file = folder.write("sample.parquet", await packInGroups(log, 100));
    return (await logStatistics(file)).statistics;
  };
  expect(await statisticsOf()).toEqual(statistics);
  const groups = Math.ceil(events.length / 100);
  expect(usesSlots).toHaveBeenCalledTimes(groups);
  // As if each ended in the group that it begins in, which a later row belies.
  const seen = new Set<number>();
  const seeOnce = (real: LifetimesSoFar["see"]) =>
    function once(this: LifetimesSoFar, conversation: number) {
      if (!seen.has(conversation)) real.call(this, conversation);
      seen.add(conversation);
    };
  const { see: real } = LifetimesSoFar.prototype;
  vi.spyOn(LifetimesSoFar.prototype, "see").mockImplementation(seeOnce(real));
  usesSlots.mockClear();
  expect(await statisticsOf()).toEqual(statistics);
  expect(usesSlots.mock.calls.length).toBeGreaterThan(0);
  expect(usesSlots.mock.calls.length).toBeLessThan(groups);
});

test("conversations that are said to last longer than the file, or to be fewer at once, are read in the ordinary way", async () => {
  const events = kept(sampleLog(300));
  const log = folder.write("sample.ndjson", ndjson(events));
  const { statistics } = await logStatistics(log);
  const groups = Math.ceil(events.length / 100);
  const usesSlots = vi.spyOn(Slots.prototype, "endGroup");
  const { get } = Object.getOwnPropertyDescriptor(LifetimesSoFar.prototype, "packed") ?? {};
  const groupsWith = async (forge: (real: LifetimesSoFar["packed"]) => LifetimesSoFar["packed"]) => {
    const says = vi.spyOn(LifetimesSoFar.prototype, "packed", "get");
    says.mockImplementation(function forged(this: LifetimesSoFar) {
      return forge(get?.call(this));
    });
    const file = folder.write("sample.parquet", await packInGroups(log, 100));
    says.mockRestore();
    usesSlots.mockClear();
    expect((await logStatistics(file)).statistics).toEqual(statistics);
    return usesSlots.mock.calls.length;
  };
  const atOnce = (more: number) =>
    groupsWith(({ bytes, place }) => ({ bytes, place: { ...place, mostAtOnce: place.mostAtOnce + more } }));
  expect(await atOnce(0)).toBe(groups);
  const begins = vi.spyOn(Slots.prototype, "beginGroup");
  expect(await atOnce(-1)).toBeLessThan(groups);
  expect(begins.mock.results.at(-1)?.type).toBe("throw");
  const lastsLong = await groupsWith(({ bytes, place }) => {
    const lasting = inflateRawSync(bytes);
    lasting[0] = 254;
    const forged = deflateRawSync(lasting);
    return { bytes: forged, place: { ...place, mostAtOnce: 2 * place.mostAtOnce, crc32: crc32(forged) } };
  });
  expect(lastsLong).toBe(groups);
  expect(usesSlots.mock.results.at(-1)?.type).toBe("throw");
});

test("what was left of a conversation that has ended is nothing to the next one in its place", async () => {
  const alone = (type: "BotTriggered" | "DirectMessageSent", chat: string, time: string) =>
    event[type]({ id: `${chat} ${time}` }, inChat(chat), at(time));
  const events = [
    // A contact waits for a bot's sign that does not come.
    alone("DirectMessageSent", "contact", "09:30"),
    alone("BotTriggered", "next", "09:00"),
    alone("DirectMessageSent", "next", "10:00"),
    // Nothing is seen of what is later than was asked for.
    alone("BotTriggered", "later", "12:00"),
    alone("DirectMessageSent", "without a bot", "09:30"),
    alone("BotTriggered", "seen", "08:00"),
    alone("DirectMessageSent", "seen", "08:30"),
  ];
  const log = folder.write("few.ndjson", ndjson(events));
  const file = folder.write("few.parquet", await packInGroups(log, 1));
  const usesSlots = vi.spyOn(Slots.prototype, "endGroup");
  for (const cohort of ["triggered", "decided"] as const) {
    for (const asOf of [undefined, "2024-05-01T11:00:00Z"]) {
      const options = { cohort, asOf, by: "hour" } as const;
      const { statistics } = await logStatistics(file, options);
      expect(statistics).toEqual((await logStatistics(log, options)).statistics);
      expect(statistics.totals.escalated).toBe(2);
    }
  }
  expect(usesSlots).toHaveBeenCalledTimes(4 * events.length);
});

test("a scan reads a group of many rows, of which some have what others lack", async () => {
  const events = kept(sampleLog(300));
  const mixed = ndjson(events).replaceAll(/\n(?=.*"c1\d\d")/g, "\nnonsense\n");
  for (const question of [QUESTIONS.statistics, QUESTIONS.bot]) {
    const expected = nameless(events, {}, question);
    const besides = new Set(expected.answers.map((answer) => JSON.parse(answer)[1].besides));
    expect(besides.size).toBe(question.bot === undefined ? 1 : 2);
    for (const rowsInGroup of [700, 100_000]) {
      const read = await scanned(await packed(mixed, rowsInGroup), {}, question);
      expect(read).toEqual(readOrdinarily(Buffer.from(mixed), {}, question));
      expect(await scannedNameless(await packed(ndjson(events), rowsInGroup), {}, question)).toEqual(expected);
    }
  }
});

test("so many conversations that a kernel needs more memory for them than any lends are taken as few are", async () => {
  const many = Array.from({ length: 50_000 }, (_, i) => {
    return event.BotTriggered({ id: `t${i}` }, inAccount(`account-${i % 300}`), inChat(`chat-${i}`), at("10:00"));
  });
  const late = many.slice(-700).map((one, i) => {
    const of = [inAccount(one.accountId), inChat(one.conversationId)] as const;
    return event.ButtonClicked({ id: `b${i}` }, ...of, at(i % 2 === 0 ? "09:00" : "11:00"));
  });
  const events = [...many, ...late];
  const file = folder.write("many.parquet", forge(events));
  expect((await scanned(file, {})).answers).toEqual(answersOfEvents(events, {}));
  expect(await scannedNameless(file, {})).toEqual(nameless(events, {}));
});

test("one id of two accounts is two conversations, in whatever order their rows come", async () => {
  const events = ["acme", "other", "acme", "other"].flatMap((account, i) => [
    event.BotTriggered({ id: `t${i}` }, inAccount(account), inChat("same"), at("10:00")),
    event.ChatClosed({ id: `c${i}` }, inAccount(account), inChat("same"), at("10:01")),
  ]);
  const file = await packed(ndjson(events), 100);
  expect((await scanned(file, {})).answers).toEqual(answersOfEvents(events, {}));
  expect(await scannedNameless(file, {})).toEqual(nameless(events, {}));
});

test("of events at one moment the sequence tells which is last, whatever its type", async () => {
  const moment = at("10:00");
  const answersWith = async (closed: number | undefined, clicked: number) => {
    const events = [
      event.BotTriggered(moment),
      event.ChatClosed(moment, closed === undefined ? {} : { sequence: closed }),
      event.ButtonClicked(moment, { sequence: clicked }),
    ];
    const { answers } = await scanned(await packed(ndjson(events), 100), {});
    expect(answers).toEqual(answersOfEvents(events, {}));
    return answers;
  };
  const reopened = await answersWith(1, 2);
  expect(await answersWith(undefined, 0)).toEqual(reopened);
  expect(await answersWith(2, 1)).not.toEqual(reopened);
});

test("an event without a bot is of no bot, in a group in which the one that is asked for has none either", async () => {
  const options = { handoffIsContact: false };
  const events = ["bot-1", "bot-2"].flatMap((botId) => [
    event.BotTriggered({ id: `t-${botId}`, botId }, inChat(botId), at("10:00")),
    event.HandoffRequested({ id: `h-${botId}` }, inChat(botId), at("10:01")),
    event.HandoffRequested({ id: `b-${botId}`, botId }, inChat(`by-${botId}`), at("10:02")),
  ]);
  expect(events.map((one) => "botId" in one)).toEqual([true, false, true, true, false, true]);
  for (const rowsInGroup of [1, 2, 3, 100]) {
    const file = await packed(ndjson(events), rowsInGroup);
    const expected = nameless(events, options, QUESTIONS.bot);
    expect(await scannedNameless(file, options, QUESTIONS.bot)).toEqual(expected);
    expect((await scanned(file, options, QUESTIONS.bot)).answers).toEqual(
      answersOfEvents(events, options, QUESTIONS.bot),
    );
  }
});

test("events that come before those after which they count, or before all others, are taken in whatever order they come", async () => {
  const story = [
    event.BotTriggered({ id: "t" }, inChat("late"), at("10:00")),
    event.DirectMessageSent({ id: "m" }, inChat("late"), at("10:04")),
    event.AgentJoined({ id: "a" }, inChat("late"), at("10:05")),
    event.ChatClosed({ id: "c" }, inChat("late"), at("10:06")),
  ];
  const events = [event.BotTriggered({ id: "first" }, inChat("first"), at("11:00")), ...story.reverse()];
  const file = await packed(ndjson(events), 100);
  for (const question of [QUESTIONS.statistics, QUESTIONS.decided]) {
    const read = await scanned(file, {}, question);
    expect(read).toEqual(readOrdinarily(Buffer.from(ndjson(events)), {}, question));
    expect(await scannedNameless(file, {}, question)).toEqual(nameless(events, {}, question));
  }
});

test("an event that a plan has no room for is beyond it, unless it comes too late to be seen", async () => {
  const far = event.BotTriggered({ sequence: 200_000_000 }, at("10:00"));
  const file = await packed(ndjson([event.BotTriggered({ id: "near" }, at("09:00")), far]), 100);
  await expect(scanned(file, {})).rejects.toThrow(BeyondPlan);
  const early = { asOf: "2000-01-01T00:00:00Z" };
  expect(await scanned(file, early)).toMatchObject({ answers: {}, lastAt: Date.parse(far.occurredAt) });
});

test.each([...scannedColumns, "id", "visitorId"])(
  "a byte of %s that is not as it was packed is beyond a plan",
  async (name) => {
    const file = await packed(ndjson(kept(sampleLog(20))), 50);
    const bytes = readFileSync(file);
    // It asks for all that lies in these columns.
    const { overview } = QUESTIONS;
    const found = async (log: string) => {
      return name === CONVERSATION
        ? scannedNameless(log, {})
        : scanned(log, {}, scannedColumns.has(name) ? undefined : overview);
    };
    await found(file);
    const parquet = openParquet(file);
    for (const [group, { columns }] of parquet.groups.entries()) {
      const { from, length } = certain(columns[columnIndexOf(parquet, group, name)]);
      const to = from + length;
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(to - 1) ^ 1, to - 1);
      await expect(found(folder.write("damaged.parquet", damaged))).rejects.toThrow(BeyondPlan);
    }
  },
);

test("statistics scan a packed log that is alone, whatever sequences its events have", async () => {
  await fc.assert(
    fc.asyncProperty(log().chain(withGreatSequences), async (events) => {
      const file = await packed(ndjson(events), 10);
      const found = await scanStatistics([file], () => ({}), chatbotTable, { hideText: false, threads: 1 });
      expect(found?.statistics).toEqual(chatbotStatistics(events));
    }),
    { numRuns: 30 },
  );
});

test("statistics scan a packed log, however it is mixed with others, also with the Parquet of another program", async () => {
  const log = folder.write("sample.ndjson", ndjson(sampleLog()));
  const file = folder.write("sample.parquet", await packInGroups(log, 50));
  const columnData = [{ name: "id", data: ["e1"] }];
  const foreign = folder.write("foreign.parquet", new Uint8Array(library.parquetWriteBuffer({ columnData })));
  const scan = (logs: readonly string[]) =>
    scanStatistics(logs, () => ({}), chatbotTable, { hideText: false, threads: 1 });
  const { statistics } = await logStatistics(log);
  for (const logs of [[file], [file, log], [file, file], [file, foreign]])
    expect((await scan(logs))?.statistics).toEqual(statistics);
  expect((await scan([foreign]))?.anomalies).toMatchObject([
    { line: 1, message: 'type: expected the name of an event, got nothing (event "e1").' },
  ]);
});

/** Rows that only a forger writes: the checksums are right, and the events are not. */
test.each([
  ["an account without a name", { accountId: "" }],
  ["an account with U+0000", { accountId: "a\0" }],
  ["a conversation with U+0000 in its midst", { conversationId: "chat\0chat" }],
  ["a conversation of 129 characters", { conversationId: "x".repeat(129) }],
  ["a conversation beyond ASCII of 129 characters", { conversationId: "é".repeat(129) }],
  ["a sequence below 0", { sequence: -1 }],
  ["a sequence beyond what is exact", { sequence: 2 ** 60 }],
  ["no bot", { botId: undefined }],
  ["no moment", { occurredAt: undefined }],
  ["nothing at all", { type: "ChatPaused" }],
])("a forged row with %s is refused as the ordinary reader refuses it", async (_, fields) => {
  const [first, last] = [event.BotTriggered({ id: "e1" }), event.ButtonClicked({ id: "e3" })];
  const events = [first, { ...event.BotTriggered({ id: "e2" }), ...fields }, last];
  const file = folder.write("forged.parquet", forge(events));
  const { anomalies, lastAt } = await replay(file);
  expect(anomalies.map(({ line }) => line)).toEqual([2]);
  const read = await scanned(file, {});
  expect(read.refused).toEqual(anomalies.map(({ line, kind, message }) => [line, kind, message]));
  expect(read.lastAt).toBe(lastAt);
  expect(read.answers).toEqual(answersOfEvents([first, last], {}));
  // Nor is it taken for an event where none is to be seen.
  expect((await scanned(file, { asOf: "2000-01-01T00:00:00Z" })).refused).toEqual(read.refused);
});

test("the kernel has room for the columns of a group of which every row is of a conversation of its own", () => {
  const [instant, uuid, number, type, account, bot] = [8, 4 + 36, 2, 1, 2, 1];
  const headers = 1 << 10;
  expect(COLUMNS_SIZE).toBeGreaterThanOrEqual((instant + uuid + number + type + account + bot) * ROW_ROOM + headers);
  expect(COLUMNS + 2 * COLUMNS_SIZE).toBeLessThanOrEqual(MEMORY_SIZE);
});

/** Packs events that nobody has checked. */
function forge(events: readonly unknown[]): Buffer {
  return packEvents(events.map((one) => JSON.parse(JSON.stringify(one))));
}
