import { certain } from "../../domain/certain.ts";
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
  const alike = new AlikeSums(question);
  const unplaced: CountedRows = new Map();
  const placed = new Map<number, Bucket>();
  let bucket: Bucket = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY, rows: unplaced };
  conversations.forEach((conversation) => {
    const at = cohortMoment(conversation, cohort);
    // Most fall into the bucket of the one before.
    if (at !== undefined && !(at >= bucket.from && at < bucket.to)) {
      const from = buckets.startOf(at);
      bucket = placed.get(from) ?? { from, to: buckets.next(from), rows: new Map() };
      placed.set(from, bucket);
    }
    const { account, claims } = conversation;
    const isSelected = bot === undefined || conversation.isOfBot;
    const number = alike.numberOf(claims, at !== undefined, isSelected);
    count(at === undefined ? unplaced : bucket.rows, account, number);
  });
  for (const { from, rows } of [{ from: null, rows: unplaced }, ...placed.values()]) {
    for (const [account, counts] of rows) {
      const accountId = certain(conversations.accounts[account]);
      yield { accountId, bucket: from, group: [], sums: alike.totalOf(counts) };
    }
  }
}

/** Of each account how many conversations there are of each number of {@link AlikeSums}. */
type CountedRows = Map<number, number[]>;

interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly rows: CountedRows;
}

function count(rows: CountedRows, account: number, number: number): void {
  let counts = rows.get(account);
  if (counts === undefined) {
    counts = [];
    rows.set(account, counts);
  }
  while (counts.length <= number) counts.push(0);
  counts[number] = certain(counts[number]) + 1;
}

/** What conversations add to the statistics, numbered: few ever differ in it. */
class AlikeSums {
  readonly #question: StatisticsQuestion;
  /** By the claims; of conversations without a moment, and those not asked for, apart. */
  readonly #numbers = Array.from({ length: 4 }, () => new Map<number, number>());
  readonly #bySums = new Map<string, number>();
  readonly #sums: (readonly number[])[] = [];

  constructor(question: StatisticsQuestion) {
    this.#question = question;
  }

  numberOf(claims: number, isPlaced: boolean, isSelected: boolean): number {
    const numbers = certain(this.#numbers[(isPlaced ? 2 : 0) + (isSelected ? 1 : 0)]);
    let number = numbers.get(claims);
    if (number === undefined) {
      const sums = sumsOf(claims, isPlaced, isSelected, this.#question);
      number = this.#bySums.get(sums.join()) ?? this.#sums.push(sums) - 1;
      this.#bySums.set(sums.join(), number);
      numbers.set(claims, number);
    }
    return number;
  }

  /** What so many of each number add. */
  totalOf(counts: readonly number[]): readonly number[] {
    const total: number[] = [];
    counts.forEach((count, number) => {
      certain(this.#sums[number]).forEach((sum, i) => {
        total[i] = (total[i] ?? 0) + count * sum;
      });
    });
    return total;
  }
}
