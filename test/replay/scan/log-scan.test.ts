import type { ConversationEvent } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { LATEST } from "../../../src/domain/instant.ts";
import { GreatSequences } from "../../../src/replay/scan/great-sequences.ts";
import { borrowKernel, giveBackKernel, kernelWith } from "../../../src/replay/scan/kernel/scan-kernel.ts";
import {
  BLOCK_SIZE,
  MOST_AT_PLACE,
  NEAR_IDS,
  NEAR_LENGTHS,
  NEAR_PLACES,
  NEAR_SHIFT,
  NEAR_STRIDE,
  NEAR_WORDS,
} from "../../../src/replay/scan/kernel/terms.ts";
import { BeyondPlan, LogScan } from "../../../src/replay/scan/log-scan.ts";
import { PlanTable } from "../../../src/replay/scan/plan-table.ts";
import { shapeOf } from "../../../src/replay/scan/table-shape.ts";
import { damagedBytes } from "../../support/damaged-bytes.ts";
import { event } from "../../support/events.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { ndjson } from "../temp-folder.ts";
import { withGreatSequences } from "./great-sequences.ts";
import { logText, pieceSizes } from "./log-texts.ts";
import {
  answersOf,
  answersOfEvents,
  type Near,
  planFor,
  QUESTIONS,
  questionNames,
  readOrdinarily,
  scanned,
} from "./scanned.ts";

const anyQuestion = fc.constantFrom(...questionNames.map((name) => QUESTIONS[name]));

/** So few near conversations that most make way for others all the time, or all of them. */
const anyNear = fc.constantFrom<Near>(1, 2, 3, "usual", "all", "all of a piece");

afterEach(() => {
  vi.restoreAllMocks();
});

/** `npm run fuzz` tries more. */
const TIMES = Number(process.env["FUZZ_TIMES"] ?? 1);

describe("a scan reads what the ordinary parser reads, and says the same of it", () => {
  test("of any log, in pieces of any size, under any options, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(logText(), pieceSizes, judgingOptions(), anyQuestion, anyNear),
        async ([text, sizes, options, question, near]) => {
          const bytes = Buffer.from(text);
          const read = await scanned(bytes, sizes, options, question, near);
          expect(read).toEqual(readOrdinarily(bytes, options, question));
        },
      ),
      { numRuns: 300 * TIMES },
    );
  });

  test("of a log with bytes changed, left out, put in or doubled anywhere", async () => {
    const texts = logText().map((text) => Buffer.from(text));
    const how = ["change", "leave out", "put in", "double"] as const;
    const damaged = damagedBytes(texts, { how, length: fc.constant(1) });
    await fc.assert(
      fc.asyncProperty(damaged, pieceSizes, anyQuestion, anyNear, async (bytes, sizes, question, near) => {
        expect(await scanned(bytes, sizes, {}, question, near)).toEqual(readOrdinarily(bytes, {}, question));
      }),
      { numRuns: 600 * TIMES },
    );
  });
});

const chat = { accountId: "acme", conversationId: "c1" };

describe("of more conversations than are near at first all that came before is kept", () => {
  const kernel = certain(kernelWith(0));
  const nears: readonly Near[] = [300, "usual", "all", "all of a piece"];

  test.each([
    ["counted up", (i: number) => `c${i}`],
    ["UUIDs", (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`],
    ["of any length", (i: number) => "x".repeat(i % 100).concat(`${i}`)],
  ])("with ids %s", async (_, idOf) => {
    // Each comes once, then they come again in another order.
    const [count, prime] = [5_000, 7_919];
    const conversations = Array.from({ length: count }, (_, i) => ({
      accountId: `a${i % 7}`,
      conversationId: idOf(i),
    }));
    const lines = [
      ...conversations.map((of) => event.BotTriggered(of)),
      ...conversations.map((_, i) => event.ButtonClicked(certain(conversations[(i * prime) % count]))),
    ];
    const bytes = Buffer.from(ndjson(lines));
    const ordinarily = readOrdinarily(bytes, {});
    for (const near of nears) {
      expect(await scanned(bytes, [100_000], {}, QUESTIONS.statistics, near)).toEqual(ordinarily);
    }
  });

  test("with ids that all come to one place", async () => {
    const conversations = atOnePlace(40).map((conversationId) => ({ ...chat, conversationId }));
    const lines = [
      ...conversations.map((of) => event.BotTriggered(of)),
      ...conversations.toReversed().map((of) => event.ButtonClicked(of)),
    ];
    const bytes = Buffer.from(ndjson(lines));
    for (const near of nears) {
      expect(await scanned(bytes, [1_000], {}, QUESTIONS.statistics, near)).toEqual(readOrdinarily(bytes, {}));
    }
  });

  test("with ids that all come to one place, of which no more stay there than can be looked through", () => {
    const lines = atOnePlace(40).map((conversationId) => event.BotTriggered({ ...chat, conversationId }));
    const table = new PlanTable(shapeOf(planFor({}, QUESTIONS.statistics), QUESTIONS.statistics));
    const scan = new LogScan(table, "log", { asOf: LATEST, hideText: false });
    scan.take(Buffer.from(ndjson(lines)));
    expect(table.conversations.size).toBe(lines.length - MOST_AT_PLACE);
    scan.end();
    expect(table.conversations.size).toBe(lines.length);
  });

  test.each([
    ["short ids", "acme", "c1", true],
    ["ids of many letters", "åcme \u{1f4a5}", `conversation ${"é".repeat(50)}`, true],
    ["an id that is longer than those of near ones", "acme", "é".repeat(100), false],
    ["an account that is longer than those of near ones", "é".repeat(100), "c1", false],
  ])(
    "with %s, and an unusual line, which is taken where its conversation is",
    (_, accountId, conversationId, isNear) => {
      const of = { accountId, conversationId };
      const usual = (id: string) => `${JSON.stringify(event.BotTriggered(of, { id }))}\n`;
      const unusual = usual("e2").replace('"type"', '"\\u0074ype"');
      const table = new PlanTable(shapeOf(planFor({}, QUESTIONS.statistics), QUESTIONS.statistics));
      const scan = new LogScan(table, "log", { asOf: LATEST, hideText: false });
      scan.take(Buffer.from(`${usual("e1")}${unusual}${usual("e3")}`));
      expect(scan.lines).toBe(3);
      expect(table.conversations.size).toBe(isNear ? 0 : 1);
      scan.end();
      expect(table.conversations.size).toBe(1);
    },
  );

  test("and an unusual line of another conversation, or of another account's, which is far", () => {
    const usual = `${JSON.stringify(event.BotTriggered(chat, { id: "e1" }))}\n`;
    const others = [{ conversationId: "other" }, { accountId: "other" }].map(
      (other) => `${JSON.stringify(event.BotTriggered({ ...chat, ...other })).replace('"type"', '"\\u0074ype"')}\n`,
    );
    const table = new PlanTable(shapeOf(planFor({}, QUESTIONS.statistics), QUESTIONS.statistics));
    const scan = new LogScan(table, "log", { asOf: LATEST, hideText: false });
    scan.take(Buffer.from(`${usual}${others.join("")}`));
    expect(table.conversations.size).toBe(2);
    scan.end();
    expect(table.conversations.size).toBe(3);
  });

  const begun = (conversationIds: readonly string[]) =>
    conversationIds.map((conversationId) => event.BotTriggered({ ...chat, conversationId }));
  const others = (count: number) => begun(Array.from({ length: count }, (_, i) => `other ${i}`));

  test("with ids that all come to one place, when there is to be room for more", async () => {
    const [first, ...rest] = atOnePlace(40).map((id) => ({ id, place: placeOf(id, FINER_SHIFT) }));
    const same = [certain(first), ...rest].filter(({ place }) => place === first?.place).slice(0, MOST_AT_PLACE);
    // It is at their place until then.
    const last = certain(rest.find(({ place }) => place !== first?.place));
    expect(same).toHaveLength(MOST_AT_PLACE);
    const lines = [...others(256 - MOST_AT_PLACE), ...begun([...same, last].map(({ id }) => id))];
    const bytes = Buffer.from(ndjson(lines));
    for (const near of nears) {
      expect(await scanned(bytes, [1_000_000], {}, QUESTIONS.statistics, near)).toEqual(readOrdinarily(bytes, {}));
    }
  });

  test("with ids that all come to one place, when the first make way for others", async () => {
    const ids = atOnePlace(MOST_AT_PLACE + 1);
    const lines = [...begun(ids.slice(1)), ...others(256 - MOST_AT_PLACE), ...begun(ids.slice(0, 1))];
    const bytes = Buffer.from(ndjson(lines));
    expect(await scanned(bytes, [1_000_000], {}, QUESTIONS.statistics, 256)).toEqual(readOrdinarily(bytes, {}));
  });

  const SHIFT = 20;
  const FINER_SHIFT = 18;

  /** So many ids of conversations of which the kernel keeps all at one place, as long as few are near. */
  function atOnePlace(count: number): string[] {
    const found: string[] = [];
    for (let i = 0; found.length < count; i++) {
      // All of one length.
      const id = String(i).padStart(8, "0");
      if (placeOf(id, SHIFT) === placeOf(found[0] ?? id, SHIFT)) found.push(id);
    }
    return found;
  }

  /** At which place the kernel keeps a conversation. */
  function placeOf(id: string, shift: number): number {
    const ids = 64;
    kernel.set(NEAR_STRIDE, 512);
    kernel.set(NEAR_IDS, ids);
    kernel.set(NEAR_SHIFT, shift);
    kernel.set(NEAR_WORDS + NEAR_LENGTHS, id.length + 256 * chat.accountId.length);
    kernel.bytes.write(id, NEAR_WORDS + ids, "latin1");
    kernel.bytes.write(chat.accountId, NEAR_WORDS + ids + 4 * Math.ceil(id.length / 4), "latin1");
    kernel.run.placeNear(1);
    const places = kernel.bytes.subarray(NEAR_PLACES, NEAR_PLACES + 2 * 2 ** (32 - shift));
    const at = places.indexOf(1);
    places[at] = 0;
    return at / 2;
  }
});

test("events with a sequence however great are read as the ordinary parser reads them, if they may be set aside", async () => {
  const events = log().chain(withGreatSequences);
  await fc.assert(
    fc.asyncProperty(events, judgingOptions(), anyQuestion, anyNear, async (all, options, question, near) => {
      const bytes = Buffer.from(ndjson(all));
      const read = await scanned(bytes, [1_000], options, question, near, new GreatSequences());
      expect(read).toEqual(readOrdinarily(bytes, options, question));
    }),
    { numRuns: 200 * TIMES },
  );
});

/** Lines whose neighbours are as like them as can be. */
test.each([
  ["an id of 128 characters", { id: "x".repeat(128) }],
  ["an id of 129 characters", { id: "x".repeat(129) }],
  ["an empty id", { id: "" }],
  ["an empty conversation", { conversationId: "" }],
  ["a conversation with a quote", { conversationId: 'c"1' }],
  ["a conversation with a backslash", { conversationId: "c\\1" }],
  ["a conversation with a tab", { conversationId: "c\t1" }],
  ["a conversation with U+0000", { conversationId: "c\0" }],
  ["a conversation with U+007F", { conversationId: "c\u007f" }],
  ["a conversation with a blank and an exclamation mark", { conversationId: "c ! 1" }],
  ["an account beyond ASCII", { accountId: "žluť" }],
  ["an account of 128 characters beyond ASCII", { accountId: "ž".repeat(128) }],
  ["an account of 129 characters beyond ASCII", { accountId: "ž".repeat(129) }],
  ["a conversation of 64 characters of two units", { conversationId: "🙂".repeat(64) }],
  ["a number for an account", { accountId: 7 }],
  ["a text that is a number", { label: 7 }],
  ["a text that is null", { label: null }],
  ["a sequence of 0", { sequence: 0 }],
  ["a sequence below 0", { sequence: -1 }],
  ["half a sequence", { sequence: 0.5 }],
  ["a sequence in quotes", { sequence: "1" }],
  ["version 1", { schemaVersion: 1 }],
  ["version 2", { schemaVersion: 2 }],
  ["version 0", { schemaVersion: 0 }],
  ["version 10", { schemaVersion: 10 }],
  ["a leap second", { occurredAt: "2024-05-01T10:00:60.000Z" }],
  ["24 o'clock", { occurredAt: "2024-05-01T24:00:00.000Z" }],
  ["30 February", { occurredAt: "2024-02-30T10:00:00.000Z" }],
  ["29 February of 1900", { occurredAt: "1900-02-29T10:00:00.000Z" }],
  ["the year 0", { occurredAt: "0000-01-01T00:00:00.000Z" }],
  ["the year 9999", { occurredAt: "9999-12-31T23:59:59.999Z" }],
  ["a lower-case z", { occurredAt: "2024-05-01T10:00:00.000z" }],
  ["a blank for the T", { occurredAt: "2024-05-01 10:00:00.000Z" }],
  ["a comma in the seconds", { occurredAt: "2024-05-01T10:00:00,000Z" }],
  ["a slash in the date", { occurredAt: "2024/05/01T10:00:00.000Z" }],
  ["a date with a letter", { occurredAt: "2024-05-O1T10:00:00.000Z" }],
  ["a time without milliseconds", { occurredAt: "2024-05-01T10:00:00Z" }],
  ["a time with an offset", { occurredAt: "2024-05-01T10:00:00.000+02:00" }],
  ["the first minute of all, as far east", { occurredAt: "0000-01-01T00:01:00+00:01" }],
  ["a moment before that", { occurredAt: "0000-01-01T00:00:59.999+00:01" }],
  ["the last minute of all, as far west", { occurredAt: "9999-12-31T23:58:59.999-00:01" }],
  ["a moment after that", { occurredAt: "9999-12-31T23:59:00-00:01" }],
])("%s is read as the ordinary parser reads it, also between usual lines", async (_, odd) => {
  const lines = [
    event.ButtonClicked(chat, { id: "e1" }),
    { ...event.ButtonClicked(chat, { id: "e2" }), ...odd },
    event.ButtonClicked(chat, { id: "e3" }),
    { ...event.ChatRated(chat), ...odd },
    event.ChatClosed(chat, { id: "e4" }),
  ];
  const bytes = Buffer.from(ndjson(lines));
  for (const options of [{}, { asOf: "1800-01-01T00:00:00Z" }]) {
    expect(await scanned(bytes, [1_000_000], options)).toEqual(readOrdinarily(bytes, options));
  }
});

const click = JSON.stringify({ ...event.ButtonClicked(chat, { sequence: 7 }), label: "a label", size: 10 });
const NESTED = '[{"a":[true, null ,-1.5e3],"b\\n" :{}}, "x",false,[ ] ]';
/** As Python prints it. */
const spacedClick = click.replaceAll(',"', ', "').replaceAll('":', '": ').replace(".000Z", ".000250+01:30");

test.each([
  ["any byte", click],
  ["with blanks and an offset, any byte", spacedClick],
  ["with nested values, any byte", click.replace("}", `,"more":${NESTED}}`)],
])("%s in the place of any other is read as the ordinary parser reads it, between usual lines", async (_, line) => {
  const usual = Buffer.from(line);
  const newline = Buffer.from("\n");
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  for (let place = 0; place < usual.length; place++) {
    // Every byte that means something, and others now and then.
    const others = bytes.filter((byte) => byte < 0x30 || byte === 0x5c || (byte + place) % 16 === 0);
    const options = place % 2 === 0 ? {} : { asOf: "1800-01-01T00:00:00Z" };
    // Bytes beyond ASCII make no UTF-8 here, and where there are any nothing is scanned.
    for (const some of [others.filter((byte) => byte < 0x80), others.filter((byte) => byte >= 0x80)]) {
      const lines = some.flatMap((byte) => {
        const changed = Buffer.from(usual);
        changed[place] = byte;
        return [changed, newline, usual, newline];
      });
      const log = Buffer.concat([usual, newline, ...lines]);
      expect(await scanned(log, [1_000_000], options)).toEqual(readOrdinarily(log, options));
    }
  }
});

test.each(["007", "01", "-0", "1e3", "1.0", "12345678901234567890", "+1", "0x1", "NaN", "1 ", "", "true", '"'])(
  "%j for a number is read as the ordinary parser reads it",
  async (number) => {
    const usual = JSON.stringify({ ...event.ButtonClicked(chat), size: 12, sequence: 34 });
    const lines = [usual, usual.replace("12", number), usual.replace("34", number), usual];
    const log = Buffer.from(`${lines.join("\n")}\n`);
    expect(await scanned(log, [1_000_000], {})).toEqual(readOrdinarily(log, {}));
  },
);

test.each([
  "\\n",
  "\\/",
  "\\u0041",
  "\\uabCD",
  "\\uG041",
  "\\u0g41",
  "\\u00:1",
  "\\u004`",
  "\\u004",
  "\\x",
  "\\",
  "\\a",
  "\\U0041",
])("a text with %s is read as the ordinary parser reads it", async (written) => {
  const usual = JSON.stringify({ ...event.ButtonClicked(chat), label: "here and here" });
  const lines = [usual, usual.replace("here", written), usual.replaceAll("here", written), usual];
  const log = Buffer.from(`${lines.join("\n")}\n`);
  expect(await scanned(log, [1_000_000], {})).toEqual(readOrdinarily(log, {}));
});

test("ids are of any length, whatever length the one before had", async () => {
  const ids = ["c12345", "c12345xx", "c1", "c", "c12345", "c1234567890", 'c"1', "c12345xx", "c12345"];
  const lines = ids.flatMap((conversationId, i) => [
    event.BotTriggered({ ...chat, conversationId }, { id: `t${i}` }),
    event.ButtonClicked({ ...chat, conversationId }, { id: `c${i}` }),
  ]);
  const bytes = Buffer.from(ndjson(lines));
  for (const question of Object.values(QUESTIONS)) {
    expect(await scanned(bytes, [1_000_000], {}, question)).toEqual(readOrdinarily(bytes, {}, question));
  }
});

test("a field may be a number in one line and a text or a name in the next", async () => {
  const values = [1, "one", 2, "two", true, 3, null, "", "4", -5.5e3, "five"];
  const bytes = Buffer.from(
    ndjson(values.map((size, i) => ({ size, ...event.ButtonClicked(chat, { id: `e${i}` }), n: size }))),
  );
  expect(await scanned(bytes, [1_000_000], {})).toEqual(readOrdinarily(bytes, {}));
});

test("there is a kernel here, and one that is given back is lent again", () => {
  const kernel = certain(borrowKernel());
  giveBackKernel(kernel);
  expect(borrowKernel()).toBe(kernel);
  giveBackKernel(kernel);
});

/** A usual line of so many bytes, with its end. */
function lineOf(length: number, content: object): string {
  const empty = JSON.stringify({ ...content, label: "" });
  return `${JSON.stringify({ ...content, label: "x".repeat(length - empty.length - 1) })}\n`;
}

test.each([0, 1, 2, 100])(
  "lines about as long as all that the kernel takes at once are read, with %i bytes more",
  async (more) => {
    const long = lineOf(BLOCK_SIZE - 1 + more, event.ButtonClicked(chat, { id: "long" }));
    const short = ndjson([event.BotTriggered(chat, { id: "short" })]);
    const other = ndjson([event.ChatClosed({ ...chat, conversationId: "c2" }, { id: "other" })]);
    for (const text of [
      long,
      long.trimEnd(),
      short + long + other,
      long + long.replace("long", "again"),
      other + long.trimEnd(),
    ]) {
      const bytes = Buffer.from(text);
      expect(await scanned(bytes, [10_000_000], {})).toEqual(readOrdinarily(bytes, {}));
    }
  },
);

test("many more lines than the kernel takes at once are read, those where it is filled anew too", async () => {
  const lines = Array.from({ length: 5_000 }, (_, i) => {
    const of = { ...chat, conversationId: `c${i % 700}` };
    // An unusual line now and then.
    return i % 97 === 0
      ? "{}\n"
      : lineOf(250 + (i % 13), event.ButtonClicked(of, { id: `e${i}`, botId: `bot-${i % 3}` }));
  });
  const bytes = Buffer.from(lines.join(""));
  expect(bytes.length).toBeGreaterThan(2 * BLOCK_SIZE);
  for (const question of Object.values(QUESTIONS)) {
    expect(await scanned(bytes, [10_000_000], {}, question)).toEqual(readOrdinarily(bytes, {}, question));
  }
});

test("scans that go on side by side, into one table or into several, know nothing of each other", () => {
  const question = QUESTIONS.statistics;
  const table = () => new PlanTable(shapeOf(planFor({}, question), question));
  const [both, alone] = [table(), table()];
  const scans = [both, both, alone].map((into, i) => {
    return { i, into, scan: new LogScan(into, "log", { asOf: Number.MAX_SAFE_INTEGER, hideText: false }) };
  });
  const events = [both, alone].map((into) => ({ into, events: [] as ConversationEvent[] }));
  for (const round of [1, 2, 3]) {
    for (const { i, into, scan } of scans) {
      const of = { ...chat, conversationId: `c${(round * (i + 1)) % 4}` };
      const more = [
        event.BotTriggered(of, { id: `t${round}-${i}` }),
        event.ButtonClicked(of, { id: `b${round}-${i}` }),
      ];
      events.find((each) => each.into === into)?.events.push(...more);
      // Laid out in another way in each scan.
      scan.take(Buffer.from(ndjson(more.map((each) => ({ [`x${i}`]: i, ...each })))));
    }
    if (round === 2) alone.settle();
  }
  for (const { into, events: taken } of events) expect(answersOf(into, {})).toEqual(answersOfEvents(taken, {}));
});

test("an event of a type that does not name a field may have anything there", async () => {
  const lines = [
    { ...event.AgentJoined(chat), rating: 7, closedBy: "nobody", text: 5, botId: { deep: [] } },
    { ...event.DirectMessageSent(chat), botId: "bot", rating: 3 },
    { ...event.HandoffRequested(chat), botId: "bot" },
  ];
  const bytes = Buffer.from(ndjson(lines));
  for (const handoffIsContact of [true, false]) {
    const options = { handoffIsContact };
    expect(await scanned(bytes, [1_000_000], options)).toEqual(readOrdinarily(bytes, options));
  }
});

test("a field that is a text in one line and a number in the next is read as both", async () => {
  const lines = [1, "one", 2, "two", "", 0].map((note) => ({ ...event.BotTriggered(chat), note }));
  const bytes = Buffer.from(ndjson(lines));
  expect(await scanned(bytes, [1_000_000], {})).toEqual(readOrdinarily(bytes, {}));
});

test("blanks and tabs between the tokens belong to the layout, and no such line is parsed", async () => {
  const lines = [spacedClick, `\t${spacedClick.replaceAll(": ", " :\t").replace("}", " } ")}\r`, click];
  const bytes = Buffer.from(`${[...lines, ...lines].join("\n")}\n`);
  const expected = readOrdinarily(bytes, {});
  const parse = vi.spyOn(JSON, "parse");
  const read = await scanned(bytes, [1_000_000], {});
  expect(parse).not.toHaveBeenCalled();
  expect(read).toEqual(expected);
  expect(read.lines).toBe(6);
});

test("instants are read where they lie, as any program writes them", async () => {
  const instants = fc
    .record({
      second: fc.date({
        min: new Date("0001-01-01T00:00:00Z"),
        max: new Date("9998-12-31T00:00:00Z"),
        noInvalidDate: true,
      }),
      fraction: fc.oneof(fc.constant(""), fc.stringMatching(/^\.[0-9]{1,9}$/)),
      offset: fc.oneof(
        fc.constant("Z"),
        fc
          .tuple(fc.constantFrom("+", "-"), fc.stringMatching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/))
          .map((parts) => parts.join("")),
      ),
    })
    .map(({ second, fraction, offset }) => second.toISOString().slice(0, 19) + fraction + offset);
  await fc.assert(
    fc.asyncProperty(fc.array(instants, { minLength: 1, maxLength: 20 }), async (occurredAt) => {
      const bytes = Buffer.from(ndjson(occurredAt.map((at) => ({ ...event.BotTriggered(chat), occurredAt: at }))));
      const expected = readOrdinarily(bytes, {});
      const parse = vi.spyOn(JSON, "parse");
      expect(await scanned(bytes, [1_000_000], {})).toEqual(expected);
      expect(parse).not.toHaveBeenCalled();
      parse.mockRestore();
      expect(expected.lines).toBe(occurredAt.length);
    }),
  );
});

test("more dates than are kept, in any order, are those that they are", async () => {
  const days = Array.from({ length: 4_000 }, (_, i) => ((i * 1_117) % 4_000) * 86_400_000);
  const lines = [...days, ...days.toReversed()].map((day) => ({
    ...event.ButtonClicked({ accountId: "acme", conversationId: `c${day}` }),
    occurredAt: new Date(day).toISOString(),
  }));
  const bytes = Buffer.from(ndjson(lines));
  const options = { asOf: new Date(2_000 * 86_400_000).toISOString() };
  expect(await scanned(bytes, [100_000], options)).toEqual(readOrdinarily(bytes, options));
});

test("nested values are read where they lie, and whatever looks like them as the ordinary parser reads it", async () => {
  const nested = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  const blanks = fc.constantFrom(0, 1, "\t");
  const texts = fc
    .tuple(nested, blanks)
    .map(([value, indent]) => JSON.stringify(value, undefined, indent).replaceAll("\n", ""));
  const line = JSON.stringify({ ...event.ButtonClicked(chat), more: "@" });
  const logOf = (text: string) => Buffer.from(`${line.replace('"@"', () => text)}\n`.repeat(2));
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(), fc.constantFrom(...'[]{}:,"0x \\\n'), async (text, place, other) => {
      const whole = logOf(text);
      const expected = readOrdinarily(whole, {});
      const parse = vi.spyOn(JSON, "parse");
      expect(await scanned(whole, [1_000_000], {})).toEqual(expected);
      expect(parse).not.toHaveBeenCalled();
      parse.mockRestore();
      const cut = place % (text.length + 1);
      for (const skipped of [0, 1]) {
        const damaged = logOf(text.slice(0, cut) + other + text.slice(cut + skipped));
        expect(await scanned(damaged, [1_000_000], {})).toEqual(readOrdinarily(damaged, {}));
      }
    }),
    { numRuns: 200 * TIMES },
  );
});

test.each([1, 62, 63, 64, 65, 200])(
  "values nested %i deep, closed rightly and wrongly, are read all the same",
  async (depth) => {
    const line = JSON.stringify({ ...event.ButtonClicked(chat), more: "@" });
    const [lists, ends] = ["[".repeat(depth), "]".repeat(depth)];
    const values = [
      ...[ends, `${ends}]`, ends.slice(1), `${ends.slice(1)}}`].map((closing) => lists + closing),
      ...["}", "]"].map((last) => `{"a":${lists}${ends}${last}`),
      ...["}", "]"].map((last) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth - 1)}${last}`),
    ];
    for (const value of values) {
      const bytes = Buffer.from(`${line.replace('"@"', value)}\n`.repeat(2));
      expect(await scanned(bytes, [1_000_000], {})).toEqual(readOrdinarily(bytes, {}));
    }
  },
);

test("more layouts than can be learned are read all the same", async () => {
  const lines = Array.from({ length: 3_000 }, (_, i) => ({
    ...event.ButtonClicked({ accountId: "acme", conversationId: `c${i % 50}` }),
    [`field-${i}`]: "x".repeat(i % 30),
  }));
  const bytes = Buffer.from(ndjson([...lines, ...lines]));
  expect(await scanned(bytes, [100_000], {})).toEqual(readOrdinarily(bytes, {}));
});

test("fields in more orders than there is room for are read all the same", async () => {
  const fields = Object.entries({ ...event.ButtonClicked(chat), visitorId: "v", label: "a", size: 1 });
  const orders = fc.sample(fc.shuffledSubarray(fields, { minLength: fields.length }), { numRuns: 4_000, seed: 1 });
  const lines = orders.map((order, i) => ({ ...Object.fromEntries(order), conversationId: `c${i % 9}` }));
  const bytes = Buffer.from(ndjson([...lines, ...lines]));
  expect(await scanned(bytes, [1_000_000], {})).toEqual(readOrdinarily(bytes, {}));
});

describe("what was found by attack", () => {
  const same = async (text: string, sizes = [1_000_000]) => {
    // A line without an end is always read in the ordinary way.
    const bytes = Buffer.from(text.endsWith("\n") ? text : `${text}\n`);
    expect(await scanned(bytes, sizes, {})).toEqual(readOrdinarily(bytes, {}));
  };
  const usual = event.ButtonClicked(chat);

  test.each(["{}", "", JSON.stringify(usual)])(
    "layouts that differ far behind the end of the last line, which is %j",
    async (last) => {
      const key = "k".repeat(200);
      await same(
        `${ndjson([
          { [`${key}a`]: 1, ...usual },
          { [`${key}b`]: 1, ...usual },
        ])}${last}\n`,
      );
    },
  );

  test("a quote of the next line where the last conversation's id ended", async () => {
    const { conversationId: _, ...rest } = usual;
    for (let length = 1; length < 100; length++) {
      const long = { ...rest, conversationId: "c".repeat(length) };
      const first = ndjson([long, { ...rest, conversationId: "c" }]);
      for (const next of ['{"conversationId":"b","text":"', "x"]) {
        const line = `${next}${"w".repeat(62)}"${"w".repeat(200)}\n`;
        await same(first + line, [first.length + 30, 1_000_000]);
        await same(`${first}{"conversationId":"a\n${line}`, [first.length + 49, 1_000_000]);
      }
    }
  });

  test("ten zero bytes for a date, before any other", async () => {
    await same(JSON.stringify(usual).replace(usual.occurredAt.slice(0, 10), "\0".repeat(10)));
  });

  test("texts with escapes, right and wrong, and numbers and names of all kinds in fields that nobody names", async () => {
    const texts = ["\\n", '\\"', "\\\\", "\\u00e9", "\\uD800", "\\u12", "\\u12g4", "\\x", "\\", "\\/ \\b\\f\\r\\t"];
    const values = [
      "true",
      "false",
      "null",
      "tru",
      "nullx",
      "-1",
      "-",
      "1.5",
      "1.",
      ".5",
      "1e9",
      "1E+9",
      "1e",
      "01",
      "-0.0",
      "--1",
    ];
    const lines = [
      ...texts.map((text) => JSON.stringify({ ...usual, label: "@" }).replace("@", text)),
      ...texts.map((text) => JSON.stringify({ ...usual, note: "@" }).replace("@", text)),
      ...values.map((value) => JSON.stringify({ ...usual, note: "@" }).replace('"@"', value)),
      ...values.map((value) => JSON.stringify({ ...usual, label: "@" }).replace('"@"', value)),
    ];
    await same([...lines, ...lines].join("\n"));
  });

  test("names with escapes, which are those of fields all the same", async () => {
    const again = [
      ["conversationId", "other"],
      ["accountId", "other"],
      ["type", "BotTriggered"],
      ["occurredAt", "2024-05-02T10:00:00.000Z"],
      ["sequence", 9],
      ["note", "nothing"],
      ["rating", 9],
    ] as const;
    for (const [name, value] of again) {
      const line = JSON.stringify({ ...usual, "@": value });
      const escaped = `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
      for (const field of [escaped, name]) await same(line.replace("@", field));
    }
  });

  test("a new layout among lines that cannot be learned is learned soon", async () => {
    const odd = (i: number) => JSON.stringify({ ...usual, id: `o${i}` }).replace("type", "\\u0074ype");
    const known = (i: number) => JSON.stringify({ ...usual, id: `u${i}` });
    const fresh = (i: number) => JSON.stringify({ note: 1, ...usual, id: `n${i}` });
    const lines = Array.from({ length: 200 }, (_, i) => [odd(i), known(i)]).flat();
    for (let i = 0; i < 100; i++) lines.push(fresh(i));
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    const expected = readOrdinarily(bytes, {});
    const parse = vi.spyOn(JSON, "parse");
    expect(await scanned(bytes, [1_000_000], {})).toEqual(expected);
    expect(parse.mock.calls.length).toBeGreaterThanOrEqual(200);
    expect(parse.mock.calls.length).toBeLessThan(220);
  });

  test("a log of unusual lines, and of usual ones after them", async () => {
    const odd = Array.from({ length: 100 }, (_, i) => JSON.stringify({ ...usual, id: `o${i}` }).replace(":", ": "));
    const lines = [
      ...odd,
      ...Array.from({ length: 1_200 }, (_, i) => JSON.stringify({ ...usual, id: `u${i}` })),
      ...odd,
    ];
    await same(lines.join("\n"), [5_000]);
  });
});

test("lines as long as blocks, and a line without an end, are read", async () => {
  const long = { ...event.DirectMessageSent(chat), text: "word ".repeat(50_000) };
  const text = ndjson([long, event.BotTriggered(chat), long]).trimEnd();
  for (const cut of [text, text.slice(0, -1)]) {
    const bytes = Buffer.from(cut);
    expect(await scanned(bytes, [65_536], {})).toEqual(readOrdinarily(bytes, {}));
  }
});

test("what is left in memory behind the last line is no part of it", async () => {
  // Both blocks lie in one piece of memory, and the shorter last line ends where an older one goes on.
  const line = JSON.stringify(event.ButtonClicked(chat));
  const memory = Buffer.from(`${line}\n${line}\n`);
  const cut = memory.subarray(0, line.length + 1 + line.length - 10);
  expect(await scanned(cut, [1_000_000], {})).toEqual(readOrdinarily(Buffer.from(cut), {}));
});

test("a sequence beyond what a plan has room for is said, and never misread", async () => {
  // A usual id, and one for which the ordinary parser looks at the line.
  for (const id of ["e1", 'e"1']) {
    const click = event.ButtonClicked(chat, { id });
    const at = (sequence: number) => Buffer.from(ndjson([{ ...click, sequence }]));
    expect(await scanned(at(67_108_862), [1_000], {})).toEqual(readOrdinarily(at(67_108_862), {}));
    await expect(scanned(at(67_108_863), [1_000], {})).rejects.toBeInstanceOf(BeyondPlan);
  }
});

test("bytes that are no UTF-8 cost their line, and none beside it", async () => {
  const line = Buffer.from(`${JSON.stringify(event.ButtonClicked(chat, { label: "~" }))}\n`);
  const broken = Buffer.from(line);
  broken[broken.indexOf("~")] = 0xff;
  const bytes = Buffer.concat([line, broken, line]);
  const read = await scanned(bytes, [1_000], {});
  expect(read).toMatchObject({ lines: 3, refused: [[2, "invalid-utf8", expect.any(String)]] });
  expect(Object.keys(read.answers)).toHaveLength(1);
});
