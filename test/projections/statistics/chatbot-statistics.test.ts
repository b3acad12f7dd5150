import {
  type ConversationEvent,
  chatbotStatistics,
  type StatisticsOptions,
  type StatisticsRow,
  type Trend,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { chatbotRowsTable } from "../../../src/projections/statistics/chatbot-statistics.ts";
import { outlinesTable } from "../../../src/projections/statistics/row-outlines.ts";
import { tabulateLog } from "../../../src/projections/statistics/table.ts";
import { chats } from "../../support/chats.ts";
import { event, inAccount, time } from "../../support/events.ts";

type Log = readonly (readonly ConversationEvent[])[];

function statistics(log: Log, options: StatisticsOptions = {}) {
  return chatbotStatistics(log.flat(), options);
}

/** The rows as short text: where each starts, and what it counts. */
function short({ rows }: { readonly rows: readonly StatisticsRow[] }, figure: keyof Trend = "triggered") {
  return rows.map((row) => `${row.from.slice(0, 16)} ${row[figure]}`);
}

function times<T>(count: number, build: () => T): readonly T[] {
  return Array.from({ length: count }, build);
}

const noTrend = {
  triggered: null,
  noReaction: null,
  resolved: null,
  escalated: null,
  inProgress: null,
  reactions: null,
  chatbotConversations: null,
  escalatedAfterInteraction: null,
};
const nothing = {
  triggered: 0,
  noReaction: 0,
  resolved: 0,
  escalated: 0,
  inProgress: 0,
  reactions: 0,
  chatbotConversations: 0,
  escalatedAfterInteraction: 0,
  resolutionRate: { numerator: 0, denominator: 0, value: null },
  reactionRate: { numerator: 0, denominator: 0, value: null },
  escalationRate: { numerator: 0, denominator: 0, value: null },
  trend: noTrend,
};

test("every figure of one day", () => {
  const day = "2024-05-01 10:00";
  const log = [
    ...times(7, () => chats.ignored(day)),
    ...times(2, () => chats.inProgress(day)),
    ...times(4, () => chats.resolved(day)),
    ...times(1, () => chats.escalated(day)),
    ...times(3, () => chats.escalatedAfterClick(day)),
    chats.withoutBot(day),
  ];
  const figures = {
    from: "2024-05-01T00:00:00.000Z",
    to: "2024-05-02T00:00:00.000Z",
    triggered: 17,
    noReaction: 7,
    resolved: 4,
    escalated: 4,
    inProgress: 2,
    reactions: 10,
    chatbotConversations: 9,
    escalatedAfterInteraction: 3,
    resolutionRate: { numerator: 4, denominator: 8, value: 0.5 },
    reactionRate: { numerator: 10, denominator: 17, value: 10 / 17 },
    escalationRate: { numerator: 4, denominator: 8, value: 0.5 },
    trend: noTrend,
  };
  expect(statistics(log)).toStrictEqual({
    rows: [{ accountId: "acme", ...figures }],
    totals: { ...figures, undecided: 0 },
  });
});

test("nothing at all gives no rows, and no interval", () => {
  expect(statistics([])).toStrictEqual({ rows: [], totals: { from: null, to: null, ...nothing, undecided: 0 } });
  expect(chatbotStatistics([event.PlanSubscribed()]).rows).toStrictEqual([]);
});

test("a log in which no bot appears has no moment, so no interval", () => {
  expect(statistics([chats.withoutBot("10:00")])).toStrictEqual({
    rows: [],
    totals: { from: null, to: null, ...nothing, undecided: 0 },
  });
});

describe("intervals", () => {
  const log = [chats.resolved("2024-05-01 23:59"), chats.escalated("2024-05-04 00:00")];

  test("buckets in which nothing happened are listed with zeros", () => {
    const { rows } = statistics(log);
    expect(short({ rows })).toStrictEqual([
      "2024-05-01T00:00 1",
      "2024-05-02T00:00 0",
      "2024-05-03T00:00 0",
      "2024-05-04T00:00 1",
    ]);
    expect(rows[2]).toStrictEqual({
      accountId: "acme",
      from: "2024-05-03T00:00:00.000Z",
      to: "2024-05-04T00:00:00.000Z",
      ...nothing,
    });
  });

  test("from is in the interval and to is not", () => {
    expect(short(statistics(log, { from: "2024-05-01", to: "2024-05-04" }))).toHaveLength(3);
    expect(statistics(log, { from: "2024-05-01", to: "2024-05-04" }).totals).toMatchObject({
      triggered: 1,
      resolved: 1,
    });
    expect(statistics(log, { from: "2024-05-04", to: "2024-05-05" }).totals).toMatchObject({
      triggered: 1,
      escalated: 1,
    });
    expect(statistics(log, { from: "2024-05-02", to: "2024-05-04" }).totals.triggered).toBe(0);
  });

  test("an interval never cuts the events of a conversation: what follows the bot counts, however late", () => {
    const { rows } = statistics([[...chats.ignored("2024-05-01 10:00", { conversationId: "c" }), late()]]);
    expect(short({ rows }, "escalated")).toStrictEqual(["2024-05-01T00:00 1"]);
    function late() {
      return event.DirectMessageSent({ conversationId: "c", occurredAt: time("2024-06-01 10:00") });
    }
  });

  test("from and to take instants, epoch milliseconds, Dates and local dates", () => {
    const timeZone = "Europe/Prague";
    const expected = statistics(log, { timeZone, from: "2024-04-30T22:00:00Z", to: "2024-05-02T22:00:00Z" });
    expect(expected.totals).toMatchObject({ from: "2024-04-30T22:00:00.000Z", to: "2024-05-02T22:00:00.000Z" });
    const instants = ["2024-04-30T22:00:00Z", "2024-05-02T22:00:00Z"].map(Date.parse) as [number, number];
    for (const [from, to] of [["2024-05-01", "2024-05-03"], instants, instants.map((at) => new Date(at))] as const) {
      expect(statistics(log, { timeZone, from, to })).toStrictEqual(expected);
    }
    expect(statistics(log, { timeZone, from: "2024-05-01T00:00:00+02:00", to: "2024-05-03" })).toStrictEqual(expected);
  });

  test("a local date whose midnight was skipped starts when the clock skips", () => {
    const options = { timeZone: "America/Sao_Paulo", from: "2018-11-04", to: "2018-11-05" };
    expect(statistics([], options).totals).toMatchObject({
      from: "2018-11-04T03:00:00.000Z",
      to: "2018-11-05T02:00:00.000Z",
    });
  });

  test("half an interval is filled up from the log", () => {
    expect(short(statistics(log, { from: "2024-05-03" }))).toStrictEqual(["2024-05-03T00:00 0", "2024-05-04T00:00 1"]);
    expect(short(statistics(log, { to: "2024-05-02" }))).toStrictEqual(["2024-05-01T00:00 1"]);
    expect(statistics([], { from: "2024-05-03" }).totals).toMatchObject({ from: null, to: null });
  });

  test("an empty interval has no rows", () => {
    const { rows, totals } = statistics(log, { from: "2024-05-01", to: "2024-05-01" });
    expect(rows).toStrictEqual([]);
    expect(totals).toMatchObject({ triggered: 0, trend: noTrend });
  });

  test.each([
    [
      "from inside a day",
      { from: "2024-05-01T10:00:00Z" },
      /^from: .*2024-05-01T00:00:00\.000Z and 2024-05-02T00:00:00\.000Z/,
    ],
    ["to inside a month", { by: "month", to: "2024-05-02" }, /^to: 2024-05-02 .*2024-05-01T00.*2024-06-01T00/],
    ["a week that starts on Wednesday", { by: "week", from: "2024-05-01" }, /2024-04-29T00.*2024-05-06T00/],
    ["an edge of another zone", { from: "2024-05-01T00:00:00Z", timeZone: "Europe/Prague" }, /Europe\/Prague/],
    ["an hour that starts half past", { by: "hour", from: "2024-05-01T10:30:00Z" }, /^from: /],
    ["from after to", { from: "2024-05-02", to: "2024-05-01" }, /^from: 2024-05-02 is after to, 2024-05-01/],
  ] as const)("refuses %s", (_, options, message) => {
    expect(() => statistics(log, options)).toThrow(
      expect.objectContaining({ code: "invalid-interval", message: expect.stringMatching(message) }),
    );
  });

  test.each([
    [{ from: "yesterday" }, "invalid-instant", /^from: .*"yesterday"/],
    [{ to: "2024-02-30" }, "invalid-instant", /^to: .*"2024-02-30"/],
    [{ from: "2024-05-01T00:00:00" }, "invalid-instant", /^from: /],
    [{ timeZone: "Mars/Olympus" }, "unknown-time-zone", /"Mars\/Olympus"/],
    [{ asOf: "now" }, "invalid-instant", /^asOf: /],
    [{ inactivityTimeout: 1 }, "as-of-required", /asOf/],
    [{ ruleOptions: { by: 1 } }, "unknown-option", /^by: /],
  ])("refuses %j", (options, code, message) => {
    expect(() => statistics(log, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test.each([
    ["by", "decade", /^by: expected one of hour, day, week, month, year, got "decade"\.$/],
    ["cohort", "closed", /^cohort: expected one of triggered, decided, got "closed"\.$/],
    ["unit", "agents", /^unit: expected one of conversations, visitors, got "agents"\.$/],
    ["unit", null, /^unit: .*got null\.$/],
    ["timezone", "UTC", /^timezone: .* no such option/],
  ])("refuses %s: %s", (option, value, message) => {
    expect(() => statistics(log, { [option]: value })).toThrow(
      expect.objectContaining({
        code: option === "timezone" ? "unknown-option" : "invalid-option",
        message: expect.stringMatching(message),
      }),
    );
  });
});

describe("the number of rows", () => {
  const options = { by: "hour", from: "2000-01-01T00:00:00Z" } as const;
  const hoursLater = (hours: number) => Date.parse(options.from) + hours * 3_600_000;

  test("100,000 are given", () => {
    expect(statistics([chats.ignored("10:00")], { ...options, to: hoursLater(100_000) }).rows).toHaveLength(100_000);
  });

  test("more are refused with advice", () => {
    const tooMany = expect.objectContaining({
      code: "too-many-rows",
      message: expect.stringMatching(/100000 rows.*larger buckets.*from, to.*one account/),
    });
    expect(() => statistics([chats.ignored("10:00")], { ...options, to: hoursLater(100_001) })).toThrow(tooMany);
    const two = [chats.ignored("10:00"), chats.ignored("10:00", inAccount("globex"))];
    expect(() => statistics(two, { ...options, to: hoursLater(50_001) })).toThrow(tooMany);
    expect(statistics(two, { ...options, to: hoursLater(50_001), accountId: "acme" }).rows).toHaveLength(50_001);
  });

  test("a log with an instant of long ago is refused soon", () => {
    const log = [chats.ignored("0001-01-01 00:00"), chats.ignored("9999-01-01 00:00")];
    expect(() => statistics(log, { by: "hour" })).toThrow(expect.objectContaining({ code: "too-many-rows" }));
    expect(statistics(log, { by: "year" }).rows).toHaveLength(9_999);
  });
});

describe("the rows alone", () => {
  const log = [
    chats.resolved("2024-05-01 10:00"),
    chats.ignored("2024-05-03 10:00"),
    chats.escalated("2024-05-02 10:00", inAccount("globex")),
  ].flat();

  test("they are those of the statistics, as often as they are asked for", () => {
    const rows = tabulateLog(chatbotRowsTable({}), log);
    expect([...rows]).toHaveLength(6);
    expect([...rows]).toEqual(chatbotStatistics(log).rows);
  });

  test("they are told before they are made, with the starts of the two buckets of which each is made", () => {
    const outlines = [...tabulateLog(outlinesTable({}), log)];
    expect(outlines.map((outline) => outline.row())).toEqual(chatbotStatistics(log).rows);
    expect(outlines.map((outline) => outline.counts().triggered)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(outlines.map((outline) => outline.countsBefore().triggered)).toEqual([0, 1, 0, 0, 0, 1]);
    const days = ["2024-05-01", "2024-05-02", "2024-05-03"];
    expect(outlines.map(({ accountId, span }) => [accountId, span.start])).toEqual(
      ["acme", "globex"].flatMap((accountId) => days.map((day) => [accountId, Date.parse(day)])),
    );
    expect(outlines.map(({ span }) => span.start - span.previous)).toEqual(new Array(6).fill(86_400_000));
  });

  test("too many are refused before the first is asked for", () => {
    const options = { by: "hour", from: "2000-01-01", to: "2100-01-01" } as const;
    const tooMany = expect.objectContaining({ code: "too-many-rows" });
    expect(() => tabulateLog(chatbotRowsTable(options), log)).toThrow(tooMany);
  });
});

describe("accounts", () => {
  const log = [
    chats.resolved("2024-05-02 10:00", inAccount("\uFF5E")),
    chats.resolved("2024-05-01 10:00", inAccount("\u{1F600}")),
    chats.escalated("2024-05-03 10:00", inAccount("acme")),
  ];

  test("rows are by account in the order of code points, all over the same interval", () => {
    const { rows } = statistics(log);
    expect(rows.map(({ accountId }) => accountId)).toStrictEqual(
      ["acme", "\uFF5E", "\u{1F600}"].flatMap((accountId) => [accountId, accountId, accountId]),
    );
    expect(rows.map(({ resolved }) => resolved)).toStrictEqual([0, 0, 0, 0, 1, 0, 1, 0, 0]);
  });

  test("one account alone keeps the interval of the whole log", () => {
    const { rows, totals } = statistics(log, { accountId: "acme" });
    expect(short({ rows })).toStrictEqual(["2024-05-01T00:00 0", "2024-05-02T00:00 0", "2024-05-03T00:00 1"]);
    expect(totals).toMatchObject({ triggered: 1, escalated: 1, resolved: 0 });
  });

  test("one conversation id in two accounts is two conversations", () => {
    const same = { conversationId: "c" };
    const both = [chats.resolved("10:00", same), chats.escalated("10:00", { ...same, ...inAccount("globex") })];
    expect(statistics(both).totals).toMatchObject({ triggered: 2, resolved: 1, escalated: 1 });
  });

  test("an account whose chats have no bot is listed with zeros", () => {
    const { rows } = statistics([chats.ignored("10:00"), chats.withoutBot("10:00", inAccount("globex"))]);
    expect(rows.map(({ accountId, triggered }) => [accountId, triggered])).toStrictEqual([
      ["acme", 1],
      ["globex", 0],
    ]);
  });
});

describe("trend", () => {
  const day = (date: number, count: number) => times(count, () => chats.resolved(`2024-05-0${date} 10:00`));

  test("10 to 5 is -0.5, 5 to 10 is 1, and 0 to anything is not known", () => {
    const log = [...day(1, 10), ...day(2, 5), ...day(3, 10), ...day(5, 3)];
    const { rows } = statistics(log);
    expect(rows.map(({ trend }) => trend.resolved)).toStrictEqual([null, -0.5, 1, -1, null]);
    expect(rows.map(({ trend }) => trend.escalated)).toStrictEqual([null, null, null, null, null]);
    expect(rows[1]?.trend).toStrictEqual({
      triggered: -0.5,
      noReaction: null,
      resolved: -0.5,
      escalated: null,
      inProgress: null,
      reactions: -0.5,
      chatbotConversations: -0.5,
      escalatedAfterInteraction: null,
    });
  });

  test("the first row of an interval compares with what lies before it in the log", () => {
    const log = [...day(1, 10), ...day(2, 5)];
    const { rows, totals } = statistics(log, { from: "2024-05-02", to: "2024-05-03" });
    expect(rows.map(({ trend }) => trend.triggered)).toStrictEqual([-0.5]);
    expect(totals.trend.triggered).toBe(-0.5);
  });

  test("totals compare with as many buckets before, if the log reaches back so far", () => {
    const log = [...day(1, 1), ...day(2, 3), ...day(3, 4), ...day(4, 2), ...day(5, 3)];
    expect(statistics(log, { from: "2024-05-04" }).totals.trend.triggered).toBe((5 - 7) / 7);
    expect(statistics(log, { from: "2024-05-03" }).totals.trend.triggered).toBeNull();
    expect(statistics(log).totals.trend.triggered).toBeNull();
  });

  test("the log begins with the first moment of any account", () => {
    const log = [...day(1, 1), chats.resolved("2024-05-02 10:00", inAccount("globex"))];
    const { rows } = statistics(log, { from: "2024-05-02" });
    expect(rows.map(({ accountId, trend }) => [accountId, trend.triggered])).toStrictEqual([
      ["acme", -1],
      ["globex", null],
    ]);
  });

  test("a month compares with the month before, however long", () => {
    const log = [
      ...times(10, () => chats.resolved("2024-01-31 10:00")),
      ...times(5, () => chats.resolved("2024-02-29 10:00")),
    ];
    expect(statistics(log, { by: "month" }).rows.map(({ trend }) => trend.resolved)).toStrictEqual([null, -0.5]);
  });
});

describe("the cohort decided", () => {
  const options = { cohort: "decided" } as const;
  const on = (date: number, conversationId: string) => ({ conversationId, occurredAt: time(`2024-05-0${date} 10:00`) });

  test("escalated by the first contact in reaction", () => {
    const log = [
      event.BotTriggered(on(1, "c")),
      event.DirectMessageSent(on(2, "c")),
      event.DirectMessageSent(on(3, "c")),
    ];
    expect(short(statistics([log], options), "escalated")).toStrictEqual(["2024-05-02T00:00 1"]);
    const early = [
      event.DirectMessageSent(on(1, "c")),
      event.BotTriggered(on(2, "c")),
      event.HandoffRequested(on(4, "c")),
    ];
    expect(short(statistics([early], options), "escalated")).toStrictEqual(["2024-05-04T00:00 1"]);
  });

  test("resolved by the last close", () => {
    const log = [event.ButtonClicked(on(1, "c")), event.ChatClosed(on(2, "c")), event.ChatClosed(on(3, "c"))];
    expect(short(statistics([log], options), "resolved")).toStrictEqual(["2024-05-03T00:00 1"]);
  });

  test("resolved or without reaction by the moment of inactivity", () => {
    const log = [event.ButtonClicked(on(1, "a")), event.BotTriggered(on(1, "b"))];
    const day = 24 * 3_600_000;
    const late = { ...options, inactivityTimeout: day, asOf: time("2024-05-09 00:00") };
    const { rows, totals } = statistics([log], late);
    expect(short({ rows })).toStrictEqual(["2024-05-02T00:00 2"]);
    expect(totals).toMatchObject({ resolved: 1, noReaction: 1, undecided: 0 });
    expect(statistics([log], { ...late, asOf: time("2024-05-02 09:59") }).totals).toMatchObject({
      triggered: 0,
      undecided: 2,
    });
  });

  test("a close comes before the inactivity that follows it", () => {
    const log = [event.ButtonClicked(on(1, "c")), event.ChatClosed(on(2, "c")), event.ChatRated(on(3, "c"))];
    const late = { ...options, inactivityTimeout: 0, asOf: time("2024-05-09 00:00") };
    expect(short(statistics([log], late))).toStrictEqual(["2024-05-02T00:00 1"]);
  });

  test("what is not decided is left out and counted, whatever the interval", () => {
    const log = [
      chats.resolved("2024-05-02 10:00"),
      chats.inProgress("2024-05-01 10:00"),
      chats.ignored("2024-05-03 10:00"),
      chats.ignoredAndClosed("2024-05-02 10:00"),
      chats.withoutBot("2024-05-02 10:00"),
    ];
    const { rows, totals } = statistics(log, options);
    expect(short({ rows })).toStrictEqual(["2024-05-02T00:00 2"]);
    expect(totals).toMatchObject({ triggered: 2, resolved: 1, noReaction: 1, inProgress: 0, undecided: 2 });
    expect(statistics(log, { ...options, from: "2024-05-08", to: "2024-05-09" }).totals.undecided).toBe(2);
    expect(statistics(log, { ...options, accountId: "globex" }).totals.undecided).toBe(0);
    expect(statistics(log, { ...options, bot: "other" }).totals.undecided).toBe(0);
    expect(statistics(log).totals.undecided).toBe(0);
  });

  test("an open conversation that is resolved already has no moment yet", () => {
    const { totals } = statistics([chats.inProgress("10:00")], { ...options, requireClose: false });
    expect(totals).toMatchObject({ resolved: 0, undecided: 1 });
  });
});

describe("the unit visitors", () => {
  const options = { unit: "visitors" } as const;
  const one = { visitorId: "one" };

  test("a visitor counts once per bucket, and once in the totals", () => {
    const log = [
      chats.resolved("2024-05-01 10:00", one),
      chats.resolved("2024-05-01 12:00", one),
      chats.resolved("2024-05-02 10:00", one),
    ];
    const { rows, totals } = statistics(log, options);
    expect(short({ rows }, "resolved")).toStrictEqual(["2024-05-01T00:00 1", "2024-05-02T00:00 1"]);
    expect(totals).toMatchObject({ triggered: 1, resolved: 1, chatbotConversations: 1 });
  });

  test.each([
    [
      "a resolved and an escalated chat",
      [chats.resolved, chats.escalated],
      { escalated: 1, escalatedAfterInteraction: 1 },
    ],
    ["a resolved and an ignored chat, still open", [chats.resolved, chats.ignored], { inProgress: 1 }],
    ["a resolved and an ignored chat, closed", [chats.resolved, chats.ignoredAndClosed], { resolved: 1 }],
    ["a resolved and an open one", [chats.resolved, chats.inProgress], { inProgress: 1 }],
    ["two ignored ones", [chats.ignored, chats.ignored], { noReaction: 1 }],
    ["one without a bot", [chats.withoutBot], { triggered: 0 }],
    ["one without a bot, and a resolved one", [chats.withoutBot, chats.resolved], { resolved: 1, escalated: 0 }],
  ] as const)("%s", (_, kinds, expected) => {
    const log = kinds.map((build) => build("10:00", one));
    expect(statistics(log, options).totals).toMatchObject({ triggered: 1, ...expected });
  });

  test("requireClose=false holds for visitors too", () => {
    const log = [chats.resolved("10:00", one), chats.inProgress("10:00", one)];
    expect(statistics(log, { ...options, requireClose: false }).totals).toMatchObject({ resolved: 1, inProgress: 0 });
  });

  test("a conversation without a visitor is its own, and is no visitor of that name", () => {
    const c = { conversationId: "c" };
    const log = [chats.resolved("10:00", c), chats.resolved("10:00"), chats.resolved("10:00", { visitorId: "c" })];
    expect(statistics(log, options).totals.triggered).toBe(3);
  });

  test("the first visitor id of a conversation counts", () => {
    const of = (conversationId: string, visitorId: string, clock: string) => [
      event.ButtonClicked({ conversationId, occurredAt: time(clock) }),
      event.BotMessageSent({ conversationId, visitorId, occurredAt: time("11:00") }),
      event.BotMessageSent({ conversationId, visitorId: "last", occurredAt: time("12:00") }),
    ];
    expect(statistics([of("a", "one", "10:00"), of("b", "two", "10:00")], options).totals.triggered).toBe(2);
    expect(statistics([of("a", "one", "10:00"), of("b", "one", "10:00")], options).totals.triggered).toBe(1);
  });

  test("one visitor id in two accounts is two visitors", () => {
    const log = [chats.resolved("10:00", one), chats.resolved("10:00", { ...one, ...inAccount("globex") })];
    expect(statistics(log, options).totals.triggered).toBe(2);
  });
});

describe("the option bot", () => {
  const log = [
    chats.resolved("2024-05-01 10:00", { botId: "a" }),
    chats.escalated("2024-05-02 10:00", { botId: "b" }),
    [
      ...chats.ignored("2024-05-03 10:00", { botId: "a", conversationId: "both" }),
      ...chats.resolved("2024-05-03 11:00", { botId: "b", conversationId: "both" }),
    ],
  ];

  test.each([
    ["a", { triggered: 2, resolved: 2, escalated: 0 }],
    ["b", { triggered: 2, resolved: 1, escalated: 1 }],
    ["c", { triggered: 0 }],
  ])("%s: the conversations in which it was, with their whole outcome", (bot, expected) => {
    expect(statistics(log, { bot }).totals).toMatchObject({ ...expected, from: "2024-05-01T00:00:00.000Z" });
  });

  test("a hand-off that names a bot is no sign of it, unless hand-offs are interactions", () => {
    const chat = [
      ...chats.ignored("10:00", { conversationId: "c" }),
      event.HandoffRequested({ conversationId: "c", botId: "x" }),
    ];
    expect(statistics([chat], { bot: "x" }).totals.triggered).toBe(0);
    expect(statistics([chat], { bot: "x", handoffIsContact: false }).totals.triggered).toBe(1);
  });

  test("holds for visitors too: only conversations with the bot are his", () => {
    const one = { visitorId: "one" };
    const both = [chats.resolved("10:00", { ...one, botId: "a" }), chats.escalated("10:00", { ...one, botId: "b" })];
    expect(statistics(both, { unit: "visitors", bot: "a" }).totals).toMatchObject({ triggered: 1, resolved: 1 });
    expect(statistics(both, { unit: "visitors", bot: "b" }).totals).toMatchObject({ triggered: 1, escalated: 1 });
  });
});

describe("asOf", () => {
  const log = [chats.resolved("2024-05-01 10:00"), chats.resolved("2024-05-03 10:00", inAccount("globex"))];

  test("a conversation is counted as it was then", () => {
    const at = (clock: string) => statistics(log, { asOf: time(`2024-05-01 ${clock}`) }).totals;
    expect(at("10:00")).toMatchObject({ triggered: 1, noReaction: 1 });
    expect(at("10:01")).toMatchObject({ triggered: 1, inProgress: 1 });
    expect(at("10:02")).toMatchObject({ triggered: 1, resolved: 1 });
  });

  test("what has not begun is not there at all: no row, no account, no bucket", () => {
    const { rows } = statistics(log, { asOf: time("2024-05-02 00:00") });
    expect(rows.map(({ accountId, from }) => [accountId, from])).toStrictEqual([["acme", "2024-05-01T00:00:00.000Z"]]);
  });
});

test("days of 23 and 25 hours, by the hour", () => {
  const hours = (from: string, to: string) =>
    statistics([chats.ignored("2024-05-01 10:00")], { by: "hour", timeZone: "Europe/Prague", from, to }).rows.length;
  expect(hours("2024-03-31", "2024-04-01")).toBe(23);
  expect(hours("2024-10-27", "2024-10-28")).toBe(25);
  expect(hours("2024-05-01", "2024-05-02")).toBe(24);
});

test("an edge that is neither a date nor an instant is refused, and what it may be is said", () => {
  expect(() => chatbotStatistics([], { from: "May" })).toThrow(
    /^from: expected a local date such as 2024-05-01, or an RFC 3339 date-time/,
  );
  for (const odd of ["2024-05-01T", "x2024-05-01", "2024-05-01 "]) {
    expect(() => chatbotStatistics([], { from: odd })).toThrow(/^from: expected a local date/);
  }
});

test("an account without any conversation of the bot that was asked for has no row", () => {
  const events = [
    ...chats.ignored("10:00", { botId: "a" }),
    ...chats.ignored("10:00", { botId: "b", accountId: "other" }),
  ];
  expect(chatbotStatistics(events, { bot: "a" }).rows.map(({ accountId }) => accountId)).toStrictEqual(["acme"]);
});

test("one bound makes no interval of a log in which nothing has a moment", () => {
  for (const bound of [{ from: "2024-05-01" }, { to: "2024-05-02" }]) {
    const { rows, totals } = chatbotStatistics([], bound);
    expect([rows, totals.from, totals.to]).toStrictEqual([[], null, null]);
  }
});
