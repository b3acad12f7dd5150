/**
 * A second, deliberately naive reading of the statistics: it looks at every conversation again for every number, and asks
 * the wall clock by brute force. It shares no code with the library.
 */
import type {
  BotRow,
  ButtonRow,
  ChatbotStatistics,
  ConversationEvent,
  Counts,
  Durations,
  Rate,
  RatingRow,
  StatisticsRow,
  TimeRow,
  Trend,
} from "chatledger";
import { compareBytes, inOrder, instantOf, type OracleOptions, type Reading, readNaively } from "./oracle.ts";
import { bucketAfter, bucketBefore, bucketStart, dateStart, type Size } from "./wall-clock.ts";

/** The options of statistics. */
export interface StatisticsOracleOptions extends OracleOptions {
  readonly by?: Size | undefined;
  readonly timeZone?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cohort?: "triggered" | "decided" | undefined;
  readonly unit?: "conversations" | "visitors" | undefined;
  readonly bot?: string | undefined;
  readonly accountId?: string | undefined;
}

/** One conversation with its judgement and its moment in the statistics. */
interface Conversation extends Reading {
  readonly accountId: string;
  readonly conversationId: string;
  /** By which it belongs to a bucket. */
  readonly moment: number | undefined;
}

/** What counts as one: a conversation, or a visitor with all of his. */
interface Unit {
  readonly interacted: boolean;
  readonly contacted: boolean;
  readonly closed: boolean;
}

/** The chatbot statistics of a log. */
export function naiveStatistics(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions = {},
): ChatbotStatistics {
  const { by = "day", timeZone: zone = "UTC" } = options;
  const conversations = conversationsOf(events, options);
  const asked = conversations.filter((conversation) => isAsked(conversation, options));
  const accounts = [...new Set(asked.map(({ accountId }) => accountId))].sort(compareBytes);

  const moments = conversations.flatMap(({ moment }) => moment ?? []);
  const logStart = moments.length === 0 ? undefined : bucketStart(by, zone, Math.min(...moments));
  const logEnd = moments.length === 0 ? undefined : bucketAfter(by, zone, bucketStart(by, zone, Math.max(...moments)));
  const from = edge(zone, options.from) ?? logStart;
  const to = edge(zone, options.to) ?? logEnd;

  function within(account: string, start: number, end: number): readonly Conversation[] {
    return asked.filter(({ accountId, moment }) => {
      return accountId === account && moment !== undefined && moment >= start && moment < end;
    });
  }
  function countsIn(account: string, start: number, end: number): Counts {
    return countsOf(unitsOf(within(account, start, end), options), options);
  }

  const starts: number[] = [];
  if (from !== undefined && to !== undefined) {
    for (let start = from; start < to; start = bucketAfter(by, zone, start)) starts.push(start);
  }
  const rows = accounts.flatMap((accountId) =>
    starts.map((start): StatisticsRow => {
      const end = bucketAfter(by, zone, start);
      const now = countsIn(accountId, start, end);
      const before = bucketBefore(by, zone, start);
      const isBeforeLog = logStart === undefined || before < logStart;
      const trend = trendOf(now, isBeforeLog ? undefined : countsIn(accountId, before, start));
      return { accountId, from: iso(start), to: iso(end), ...now, ...ratesOf(now), trend };
    }),
  );

  let before = from ?? 0;
  for (const _ of starts) before = bucketBefore(by, zone, before);
  const isBeforeLog = logStart === undefined || before < logStart;
  const hasInterval = from !== undefined && to !== undefined;
  const sum = (start: number, end: number) => addUp(accounts.map((account) => countsIn(account, start, end)));
  const now = hasInterval ? sum(from, to) : addUp([]);
  return {
    rows,
    totals: {
      from: hasInterval ? iso(from) : null,
      to: hasInterval ? iso(to) : null,
      ...now,
      ...ratesOf(now),
      trend: trendOf(now, isBeforeLog || from === undefined ? undefined : sum(before, from)),
      undecided: asked.filter(({ verdict, moment }) => verdict.outcome !== "not-triggered" && moment === undefined)
        .length,
    },
  };
}

/** The statistics per bot. */
export function naiveBots(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions = {},
): readonly BotRow[] {
  return byAccount(events, options, (conversations) => {
    const bots = new Set(conversations.flatMap((one) => one.events.filter(one.isPresence).map(botOf)));
    return [...bots].sort(compareBytes).map((botId) => ({
      botId,
      triggered: conversations.filter((one) => one.events.some((event) => one.isPresence(event) && isOf(event, botId)))
        .length,
      chatbotConversations: conversations.filter((one) => {
        return one.events.some((event) => one.isInteraction(event) && isOf(event, botId));
      }).length,
      resolved: conversations.filter((one) => {
        const last = one.events.findLast(one.isInteraction);
        return one.verdict.outcome === "resolved" && last !== undefined && isOf(last, botId);
      }).length,
      escalated: conversations.filter((one) => one.verdict.outcome === "escalated" && escalatedBy(one) === botId)
        .length,
    }));
  });
}

/** Of the bots that appeared at or before the first contact in reaction, the one whose first event is the latest. */
function escalatedBy({ events, contactInReaction, isPresence }: Conversation): string | undefined {
  const until = contactInReaction === undefined ? 0 : events.indexOf(contactInReaction) + 1;
  const signs = events.slice(0, until).filter(isPresence);
  const first = (bot: string) => signs.findIndex((event) => isOf(event, bot));
  return [...new Set(signs.map(botOf))].sort((a, b) => first(a) - first(b)).at(-1);
}

/** The statistics per button. */
export function naiveButtons(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions = {},
): readonly ButtonRow[] {
  return byAccount(events, options, (conversations) => {
    const clicks = conversations.flatMap((one) => one.events.flatMap(buttonOf));
    const buttons = new Map(clicks.map((button) => [JSON.stringify(button), button]));
    return [...buttons.values()]
      .sort((a, b) => compareBytes(a.botId, b.botId) || compareBytes(a.buttonId, b.buttonId))
      .map(({ botId, buttonId }) => {
        const isIt = (event: ConversationEvent) =>
          event.type === "ButtonClicked" && event.botId === botId && event.buttonId === buttonId;
        const clickedIn = conversations.filter((one) => one.events.some(isIt));
        const contactedAfter = clickedIn.filter((one) =>
          one.events.slice(one.events.findIndex(isIt)).some(one.isContact),
        );
        return {
          botId,
          buttonId,
          clicks: conversations.flatMap((one) => one.events.filter(isIt)).length,
          conversations: clickedIn.length,
          contactedAfter: contactedAfter.length,
        };
      });
  });
}

/** The ratings per outcome. */
export function naiveRatings(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions = {},
): readonly RatingRow[] {
  return byAccount(events, options, (conversations) =>
    OUTCOMES.flatMap((outcome) => {
      const ratings = conversations
        .filter((one) => one.verdict.outcome === outcome)
        .flatMap((one) => one.events.flatMap((event) => (event.type === "ChatRated" ? [event.rating] : [])).slice(-1));
      if (ratings.length === 0) return [];
      const distribution = [1, 2, 3, 4, 5].map((stars) => ratings.filter((rating) => rating === stars).length);
      const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
      return [{ outcome, count: ratings.length, mean, distribution }];
    }),
  );
}

/** The times per outcome. */
export function naiveTimes(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions = {},
): readonly TimeRow[] {
  return byAccount(events, options, (conversations) =>
    OUTCOMES.flatMap((outcome) => {
      const of = conversations.filter((one) => one.verdict.outcome === outcome);
      if (of.length === 0) return [];
      const since = (one: Conversation, event: ConversationEvent | undefined) =>
        one.botMoment === undefined || event === undefined ? [] : [instantOf(event) - instantOf(one.botMoment)];
      return [
        {
          outcome,
          toReaction: durationsOf(
            of.flatMap((one) => since(one, inOrder([one.firstInteraction, one.contactInReaction].flatMap(listed))[0])),
          ),
          toContact: durationsOf(of.flatMap((one) => since(one, one.contactInReaction))),
          duration: durationsOf(
            of.map((one) => {
              const instants = one.events.map(instantOf);
              return Math.max(...instants) - Math.min(...instants);
            }),
          ),
        },
      ];
    }),
  );
}

const OUTCOMES = ["not-triggered", "no-reaction", "in-progress", "resolved", "escalated"] as const;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const keys = new Set(items.map(keyOf));
  return [...keys].map((key) => items.filter((item) => keyOf(item) === key));
}

function listed<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function durationsOf(values: readonly number[]): Durations {
  const sorted = values.toSorted((a, b) => a - b);
  /** The smallest value such that at least so many in a hundred are no greater. */
  const atLeast = (percent: number) =>
    sorted.find((value) => 100 * sorted.filter((other) => other <= value).length >= percent * sorted.length) ?? null;
  return { count: sorted.length, median: atLeast(50), p90: atLeast(90) };
}

function byAccount<Row>(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions,
  rowsOf: (conversations: readonly Conversation[]) => readonly Row[],
): readonly (Row & { readonly accountId: string })[] {
  const { timeZone: zone = "UTC" } = options;
  const from = edge(zone, options.from) ?? Number.NEGATIVE_INFINITY;
  const to = edge(zone, options.to) ?? Number.POSITIVE_INFINITY;
  const counted = conversationsOf(events, options).filter(
    (one) => isAsked(one, options) && one.moment !== undefined && one.moment >= from && one.moment < to,
  );
  return [...new Set(counted.map(({ accountId }) => accountId))].sort(compareBytes).flatMap((accountId) => {
    const rows = rowsOf(counted.filter((one) => one.accountId === accountId));
    return rows.map((row) => ({ accountId, ...row }));
  });
}

function conversationsOf(
  events: readonly ConversationEvent[],
  options: StatisticsOracleOptions,
): readonly Conversation[] {
  const seen = events.filter((event) => options.asOf === undefined || instantOf(event) <= Date.parse(options.asOf));
  const groups = groupBy(seen, ({ accountId, conversationId }) => JSON.stringify([accountId, conversationId]));
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const reading = readNaively(group, options);
    const { accountId, conversationId } = first;
    return [{ ...reading, accountId, conversationId, moment: momentOf(reading, options) }];
  });
}

function momentOf(reading: Reading, { cohort = "triggered" }: StatisticsOracleOptions): number | undefined {
  const { botMoment, contactInReaction, closedAt, verdict } = reading;
  if (cohort === "triggered") return botMoment && instantOf(botMoment);
  if (verdict.outcome === "escalated") return contactInReaction && instantOf(contactInReaction);
  return verdict.outcome === "resolved" || verdict.outcome === "no-reaction" ? closedAt : undefined;
}

function isAsked(conversation: Conversation, { bot, accountId }: StatisticsOracleOptions): boolean {
  const { events, isPresence } = conversation;
  const hasBot = bot === undefined || events.some((event) => isPresence(event) && isOf(event, bot));
  return hasBot && (accountId === undefined || accountId === conversation.accountId);
}

function unitsOf(
  conversations: readonly Conversation[],
  { unit = "conversations" }: StatisticsOracleOptions,
): readonly Unit[] {
  const who = ({ events, conversationId }: Conversation) => {
    const visitorId = events.find((event) => event.visitorId !== undefined)?.visitorId;
    return JSON.stringify(visitorId === undefined ? { conversationId } : { visitorId });
  };
  const key = unit === "visitors" ? who : ({ conversationId }: Conversation) => conversationId;
  return groupBy(conversations, key).map((group) => ({
    interacted: group.some(({ verdict }) => verdict.chatbotConversation),
    contacted: group.some(({ contactInReaction }) => contactInReaction !== undefined),
    closed: group.every(({ verdict }) => verdict.settled),
  }));
}

/** The truth table. */
function countsOf(units: readonly Unit[], { requireClose = true }: StatisticsOracleOptions): Counts {
  const count = (isCounted: (unit: Unit) => boolean) => units.filter(isCounted).length;
  const isDone = (unit: Unit) => unit.closed || !requireClose;
  return {
    triggered: units.length,
    noReaction: count((unit) => !unit.interacted && !unit.contacted),
    resolved: count((unit) => unit.interacted && !unit.contacted && isDone(unit)),
    escalated: count((unit) => unit.contacted),
    inProgress: count((unit) => unit.interacted && !unit.contacted && !isDone(unit)),
    reactions: count((unit) => unit.interacted || unit.contacted),
    chatbotConversations: count((unit) => unit.interacted),
    escalatedAfterInteraction: count((unit) => unit.interacted && unit.contacted),
  };
}

function ratesOf({ triggered, resolved, escalated, reactions }: Counts) {
  return {
    resolutionRate: rateOf(resolved, resolved + escalated),
    reactionRate: rateOf(reactions, triggered),
    escalationRate: rateOf(escalated, resolved + escalated),
  };
}

function rateOf(numerator: number, denominator: number): Rate {
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
}

function trendOf(now: Counts, before: Counts | undefined): Trend {
  return eachFigure((figure) => {
    const then = before?.[figure] ?? 0;
    return then === 0 ? null : (now[figure] - then) / then;
  });
}

function addUp(all: readonly Counts[]): Counts {
  return eachFigure((figure) => all.reduce((sum, counts) => sum + counts[figure], 0));
}

function eachFigure<T>(toValue: (figure: keyof Counts) => T): { readonly [F in keyof Counts]: T } {
  return {
    triggered: toValue("triggered"),
    noReaction: toValue("noReaction"),
    resolved: toValue("resolved"),
    escalated: toValue("escalated"),
    inProgress: toValue("inProgress"),
    reactions: toValue("reactions"),
    chatbotConversations: toValue("chatbotConversations"),
    escalatedAfterInteraction: toValue("escalatedAfterInteraction"),
  };
}

function botOf(event: ConversationEvent): string {
  return "botId" in event ? (event.botId ?? "") : "";
}

function isOf(event: ConversationEvent, bot: string): boolean {
  return botOf(event) === bot;
}

function buttonOf(event: ConversationEvent): readonly { readonly botId: string; readonly buttonId: string }[] {
  return event.type === "ButtonClicked" ? [{ botId: event.botId, buttonId: event.buttonId }] : [];
}

function edge(zone: string, input: string | undefined): number | undefined {
  if (input === undefined) return undefined;
  return input.length === "2024-05-01".length ? dateStart(zone, input) : Date.parse(input);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
