import { certain } from "../../domain/certain.ts";
import type { BoundRuleSet } from "../../policies/classification/bind-rule-set.ts";
import type { JudgedMoments } from "../../policies/classification/judge.ts";
import { type Plan, planOf } from "../../policies/classification/plan.ts";
import type { RequiredMoment } from "../../policies/classification/rule-set.ts";
import { CellSums, type Cells, type Contribution } from "./cells.ts";
import {
  type ChatbotStatistics,
  chatbotTable,
  chatbotTotalsTable,
  type StatisticsTotals,
} from "./chatbot-statistics.ts";
import { cohortMoment } from "./cohort.ts";
import { contributionFrom, sumsOf } from "./contribution.ts";
import { FIGURES, figuresOf } from "./figures.ts";
import { type StatisticsOptions, type StatisticsQuestion, toQuestion } from "./statistics-options.ts";

/**
 * The plan of the chatbot statistics; `undefined` where they need more of a conversation than a plan keeps. Whoever gathers it
 * also keeps the first visitor of each conversation if visitors are counted, and whether the bot that was asked for was present.
 *
 * @param also moments that are asked for besides.
 */
export function planOfStatistics(options: StatisticsOptions, also: readonly RequiredMoment[] = []): Plan | undefined {
  const { judge, cohort } = toQuestion(options);
  // A visitor is judged by the same claims, put together from those of his conversations.
  const claims = ["triggered", "interacted", "reacted"] as const;
  if (cohort === "triggered") return planOf(judge.rules, { claims, moments: ["botMoment", ...also], relatives: true });
  return planOf(judge.rules, {
    claims: [...claims, "closed", "ended"],
    moments: ["contactInReaction", "lastClose", ...also],
    inactivity: true,
    relatives: true,
  });
}

/** A conversation of which a plan was gathered. */
export interface PlannedConversation extends JudgedMoments {
  /** The place of its account among those of {@link PlannedConversations}. */
  readonly account: number;
  readonly conversationId: string;
  /** The instant of the first event, if it was asked for. */
  readonly firstAt: number | undefined;
  /** The first visitor id in it, if visitors were asked for. */
  readonly visitorId: string | undefined;
  /** Whether the bot was present that was asked for, if one was. */
  readonly isOfBot: boolean;
}

/** What a plan has gathered of conversations. */
export interface PlannedConversations {
  /** Of which accounts they are. */
  readonly accounts: readonly string[];
  /** Gives each; it is good until the next comes. */
  forEach(take: (conversation: PlannedConversation) => void): void;
}

/** `chatbotStatistics` of conversations of which a plan was gathered. */
export function plannedStatistics(conversations: PlannedConversations, options: StatisticsOptions): ChatbotStatistics {
  return chatbotTable(options).view(plannedCells(conversations, options));
}

/** The totals alone of {@link plannedStatistics}. */
export function plannedTotals(conversations: PlannedConversations, options: StatisticsOptions): StatisticsTotals {
  return chatbotTotalsTable(options).view(plannedCells(conversations, options));
}

function plannedCells(conversations: PlannedConversations, options: StatisticsOptions): Cells {
  const question = toQuestion(options);
  if (question.unit === "visitors") return cellsOfVisitors(conversations, question);
  return { values: () => cellsOf(conversations, question) };
}

/** The cells that visitors' conversations add up to: those of one visitor in one bucket make a cell. */
function cellsOfVisitors(conversations: PlannedConversations, question: StatisticsQuestion): Cells {
  const cells = new CellSums();
  conversations.forEach((conversation) => {
    const { account, conversationId, visitorId, isOfBot } = conversation;
    const of = { accountId: certain(conversations.accounts[account]), conversationId, visitorId };
    cells.add(contributionFrom(of, conversation, question.bot === undefined || isOfBot, question));
  });
  return cells;
}

/** The cells that conversations add up to, one for each account and bucket. Those of like figures are counted at once. */
function* cellsOf(conversations: PlannedConversations, question: StatisticsQuestion): Generator<Contribution> {
  const { buckets, cohort, bot } = question;
  const alike = new AlikeClaims(question.judge.rules);
  const starts: number[] = [];
  const placeOfBucket = new Map<number, number>();
  const accounts = conversations.accounts.length;
  const counts = new Map<number, number>();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let place = 0;
  conversations.forEach((conversation) => {
    const at = cohortMoment(conversation, cohort);
    // Most fall into the bucket of the one before.
    if (at !== undefined && !(at >= from && at < to)) {
      from = buckets.startOf(at);
      place = placeOfBucket.get(from) ?? starts.push(from);
      placeOfBucket.set(from, place);
      to = buckets.next(from);
    }
    const { account, claims } = conversation;
    const isSelected = bot === undefined || conversation.isOfBot;
    const likeness = 2 * alike.numberOf(claims) + (isSelected ? 1 : 0);
    const code = ((at === undefined ? 0 : place) * accounts + account) * MOST_ALIKE + likeness;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  });
  // In order, so that one row at a time is added up.
  const codes = Float64Array.from(counts.keys()).sort();
  const rowOf = (code: number) => Math.floor(code / MOST_ALIKE);
  for (let i = 0; i < codes.length; ) {
    const row = rowOf(certain(codes[i]));
    const bucket = starts[Math.floor(row / accounts) - 1] ?? null;
    let sums: readonly number[] = [];
    for (; i < codes.length && rowOf(certain(codes[i])) === row; i++) {
      const code = certain(codes[i]);
      const likeness = code % MOST_ALIKE;
      const each = sumsOf(alike.claimsOf(likeness >> 1), bucket !== null, (likeness & 1) === 1, question);
      const before = sums;
      sums = each.map((sum, k) => sum * certain(counts.get(code)) + (before[k] ?? 0));
    }
    yield { accountId: certain(conversations.accounts[row % accounts]), bucket, group: [], sums };
  }
}

/** As many as there are combinations of figures and two things more. */
const MOST_ALIKE = 2 ** (FIGURES.length + 2);

/** Sets of claims by what they add to the statistics, which is all that tells them apart there. */
class AlikeClaims {
  readonly #rules: BoundRuleSet;
  readonly #numbers = new Map<number, number>();
  readonly #claims = new Map<number, number>();

  constructor(rules: BoundRuleSet) {
    this.#rules = rules;
  }

  numberOf(claims: number): number {
    let number = this.#numbers.get(claims);
    if (number === undefined) {
      const isTriggered = this.#rules.outcome(claims) === "not-triggered" ? 0 : 1;
      number = figuresOf(claims, this.#rules).reduce((bits, figure) => 2 * bits + figure, isTriggered);
      this.#numbers.set(claims, number);
      this.#claims.set(number, claims);
    }
    return number;
  }

  /** One of the sets of claims of a number. */
  claimsOf(number: number): number {
    return certain(this.#claims.get(number));
  }
}
