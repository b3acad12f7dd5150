import {
  botStatistics,
  botStatisticsProjection,
  buttonStatistics,
  buttonStatisticsProjection,
  type ChatbotStatistics,
  type ConversationEvent,
  chatbotStatistics,
  chatbotStatisticsProjection,
  type LedgerEvent,
  type Projection,
  ratingStatistics,
  ratingStatisticsProjection,
  timeStatistics,
  timeStatisticsProjection,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { chats } from "../../support/chats.ts";
import { at, event, time } from "../../support/events.ts";

const projection = chatbotStatisticsProjection();
const { initialState, evolve, merge, view } = projection;

const project = (events: readonly ConversationEvent[]) => events.reduce(evolve, initialState());

/** The figures that are not 0. */
function figures({ totals }: ChatbotStatistics) {
  const { triggered, noReaction, resolved, escalated, inProgress } = totals;
  return Object.entries({ triggered, noReaction, resolved, escalated, inProgress }).filter(([, count]) => count !== 0);
}

test("a conversation that changes its outcome moves from figure to figure, and is counted once", () => {
  const steps = [
    [
      event.BotTriggered(at("10:00")),
      [
        ["triggered", 1],
        ["noReaction", 1],
      ],
    ],
    [
      event.ButtonClicked(at("10:01")),
      [
        ["triggered", 1],
        ["inProgress", 1],
      ],
    ],
    [
      event.ChatClosed(at("10:02")),
      [
        ["triggered", 1],
        ["resolved", 1],
      ],
    ],
    [
      event.BotInputSubmitted(at("10:03")),
      [
        ["triggered", 1],
        ["inProgress", 1],
      ],
    ],
    [
      event.DirectMessageSent(at("10:04")),
      [
        ["triggered", 1],
        ["escalated", 1],
      ],
    ],
  ] as const;
  let state = initialState();
  expect(figures(view(state))).toStrictEqual([]);
  for (const [next, expected] of steps) {
    state = evolve(state, next);
    expect(figures(view(state))).toStrictEqual(expected);
  }
});

test("a late event moves a conversation to another bucket, and the old one is empty", () => {
  const [bot, earlier] = [event.BotTriggered(at("2024-05-02 10:00")), event.BotTriggered(at("2024-05-01 10:00"))];
  const rows = (events: readonly ConversationEvent[]) =>
    view(project(events)).rows.map(({ from, triggered }) => `${from.slice(0, 10)} ${triggered}`);
  expect(rows([bot])).toStrictEqual(["2024-05-02 1"]);
  expect(rows([bot, earlier])).toStrictEqual(["2024-05-01 1"]);
});

test("in the cohort decided a conversation that is reopened leaves its bucket again", () => {
  const decided = chatbotStatisticsProjection({ cohort: "decided" });
  const closed = chats.resolved("10:00", { conversationId: "c" }).reduce(decided.evolve, decided.initialState());
  expect(decided.view(closed).totals).toMatchObject({ resolved: 1, undecided: 0 });
  const reopened = decided.evolve(closed, event.ButtonClicked({ conversationId: "c" }, at("12:00")));
  expect(decided.view(reopened)).toMatchObject({ rows: [], totals: { resolved: 0, undecided: 1, from: null } });
});

describe("states", () => {
  const events = [...chats.resolved("10:00"), ...chats.escalated("11:00")];

  test("are never changed: an older one goes on saying what it said", () => {
    const states = events.map((_, i) => project(events.slice(0, i)));
    const said = states.map((state) => JSON.stringify(view(state)));
    const whole = states.reduce(merge, project(events));
    for (const state of states) evolve(state, event.DirectMessageSent({ conversationId: "new" }));
    expect(states.map((state) => JSON.stringify(view(state)))).toStrictEqual(said);
    expect(view(whole)).toStrictEqual(chatbotStatistics(events));
  });

  test("are the very same when an event changes nothing", () => {
    const state = project(events);
    for (const known of events) expect(evolve(state, known)).toBe(state);
    expect(evolve(state, event.PlanSubscribed())).toBe(state);
    expect(evolve(initialState(), event.PlanSubscribed())).toBe(initialState());
  });

  test("can be viewed again and again", () => {
    const state = project(events);
    expect(view(state)).toStrictEqual(view(state));
  });
});

test("refuses as the batch does, when it is made or viewed", () => {
  expect(() => chatbotStatisticsProjection({ timeZone: "Mars" })).toThrow(
    expect.objectContaining({ code: "unknown-time-zone" }),
  );
  const hours = chatbotStatisticsProjection({
    by: "hour",
    from: time("2000-01-01 00:00"),
    to: time("2024-01-01 00:00"),
  });
  const state = hours.evolve(hours.initialState(), event.BotTriggered());
  expect(() => hours.view(state)).toThrow(expect.objectContaining({ code: "too-many-rows" }));
});

const log = [
  ...chats.resolved("2024-05-02 10:00"),
  ...chats.escalatedAfterClick("2024-05-03 10:00", { botId: "other" }),
  ...chats.inProgress("2024-05-04 10:00", { accountId: "globex" }),
  event.ChatRated(at("2024-05-02 10:05"), { conversationId: "rated" }),
  event.BotTriggered(at("2024-05-02 10:04"), { conversationId: "rated" }),
];

/** What a table's projection shows of the log as it grows, and of two parts of it that are merged, large and small. */
function viewsOf<View>({ initialState, evolve, merge, view }: Projection<View>): readonly View[] {
  const of = (events: readonly LedgerEvent[]) => events.reduce(evolve, initialState());
  const [large, small] = [of(log.slice(1)), of(log.slice(0, 3))];
  return [of(log), merge(large, small), merge(small, large)].map(view);
}

test("every table is kept up to date event by event", () => {
  const bots = botStatistics(log, { by: "month" });
  expect(viewsOf(botStatisticsProjection({ by: "month" }))).toEqual([bots, bots, bots]);
  const buttons = buttonStatistics(log, {});
  expect(viewsOf(buttonStatisticsProjection())).toEqual([buttons, buttons, buttons]);
  const ratings = ratingStatistics(log, {});
  expect(viewsOf(ratingStatisticsProjection())).toEqual([ratings, ratings, ratings]);
  const times = timeStatistics(log, {});
  expect(viewsOf(timeStatisticsProjection())).toEqual([times, times, times]);
  for (const rows of [bots, buttons, ratings, times]) expect(rows.length).toBeGreaterThan(0);
});

test("an event that changes no figure leaves the cells as they are", () => {
  const before = project(chats.resolved("10:00", { conversationId: "c" }));
  const after = evolve(before, event.VisitorArrived(at("09:00"), { conversationId: "c" }));
  expect(after).not.toBe(before);
  expect(after.cells).toBe(before.cells);
  const moved = evolve(before, event.BotTriggered(at("2024-04-01 10:00"), { conversationId: "c" }));
  expect(moved.cells).not.toBe(before.cells);
});

test("merging with what is known gives the larger state back, and states of different conversations all of both", () => {
  const [small, large] = [
    project(chats.resolved("10:00")),
    project([...chats.ignored("10:00"), ...chats.escalated("10:00")]),
  ];
  for (const state of [small, large]) {
    expect(merge(state, initialState())).toBe(state);
    expect(merge(initialState(), state)).toBe(state);
  }
  const expected = [
    ["triggered", 3],
    ["noReaction", 1],
    ["resolved", 1],
    ["escalated", 1],
  ];
  expect(figures(view(merge(small, large)))).toStrictEqual(expected);
  expect(figures(view(merge(large, small)))).toStrictEqual(expected);
});
