import { certain } from "../../domain/certain.ts";
import type { LogInput } from "../../domain/log-input.ts";
import type { Judgement } from "../../policies/classification/judge.ts";
import { breakdown, type Share } from "./breakdown.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";
import { type Projection, projectionOf, type Table, tabulateLog } from "./table.ts";

/** What one bot did in an interval. The columns need not add up: several bots can take part in one conversation. */
export interface BotRow {
  readonly accountId: string;
  readonly botId: string;
  /** Conversations in which it was present. */
  readonly triggered: number;
  /** Conversations in which the visitor interacted with it. */
  readonly chatbotConversations: number;
  /** Resolved conversations whose last interaction was with it. */
  readonly resolved: number;
  /** Escalated conversations in which it was the last bot to appear at or before the first contact in reaction. */
  readonly escalated: number;
}

/**
 * The statistics of a log per bot, by account and bot.
 *
 * @throws UsageError as `chatbotStatistics` does.
 * @see docs/statistics.md
 */
export function botStatistics(log: LogInput, options: StatisticsOptions = {}): readonly BotRow[] {
  return tabulateLog(botTable(options), log);
}

/** {@link botStatistics} kept up to date event by event. */
export function botStatisticsProjection(options: StatisticsOptions = {}): Projection<readonly BotRow[]> {
  return projectionOf(botTable(options));
}

/** The table behind {@link botStatistics}. */
export function botTable(options: StatisticsOptions): Table<readonly BotRow[]> {
  return breakdown(toQuestion(options), sharesOf, (groups) =>
    groups.map(({ accountId, group, sums }) => {
      const [triggered = 0, chatbotConversations = 0, resolved = 0, escalated = 0] = sums;
      return { accountId, botId: certain(group[0]), triggered, chatbotConversations, resolved, escalated };
    }),
  );
}

function sharesOf(judgement: Judgement): readonly Share[] {
  const resolver = judgement.outcome === "resolved" ? botOfLastInteraction(judgement) : undefined;
  const escalator = judgement.outcome === "escalated" ? lastNewBotBeforeContact(judgement) : undefined;
  const interacted = new Set(botsOf(judgement, "interaction"));
  return [...new Set(botsOf(judgement, "presence"))].map((bot) => ({
    group: [bot],
    sums: [1, interacted.has(bot) ? 1 : 0, bot === resolver ? 1 : 0, bot === escalator ? 1 : 0],
  }));
}

/** The bots of the events of a kind, in order. */
function botsOf({ marks, masks, judge }: Judgement, kind: "interaction" | "presence"): readonly string[] {
  return marks.flatMap(({ botId }, i) =>
    botId !== undefined && judge.rules.isOf(certain(masks[i]), kind) ? [botId] : [],
  );
}

function botOfLastInteraction(judgement: Judgement): string | undefined {
  return botsOf(judgement, "interaction").at(-1);
}

function lastNewBotBeforeContact(judgement: Judgement): string | undefined {
  const contact = judgement.judge.rules.placeOf(judgement, "contactInReaction");
  const before = { ...judgement, marks: judgement.marks.slice(0, contact + 1) };
  return [...new Set(botsOf(before, "presence"))].at(-1);
}
