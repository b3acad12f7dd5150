import type { BoundRuleSet } from "../../policies/classification/bind-rule-set.ts";
import { type Plan, planOf } from "../../policies/classification/plan.ts";
import type { Contribution } from "./cells.ts";
import { type ChatbotStatistics, chatbotTable } from "./chatbot-statistics.ts";
import { sumsOf } from "./contribution.ts";
import { FIGURES, figuresOf } from "./figures.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";

/** The plan of the chatbot statistics; `undefined` where they need more of a conversation than a plan keeps. */
export function planOfStatistics(options: StatisticsOptions): Plan | undefined {
  const { judge, cohort, unit, bot } = toQuestion(options);
  if (cohort !== "triggered" || unit !== "conversations" || bot !== undefined) return undefined;
  return planOf(judge.rules, { claims: ["triggered", "interacted", "reacted"], moments: ["botMoment"] });
}

/** What a plan has gathered of conversations. */
export interface PlannedConversations {
  /** Of which accounts they are. */
  readonly accounts: readonly string[];
  /** Gives of each the place of its account, its claims, and its bot moment, which is not finite if it has none. */
  forEach(take: (account: number, claims: number, botAt: number) => void): void;
}

/** `chatbotStatistics` of conversations of which a plan was gathered. */
export function plannedStatistics(conversations: PlannedConversations, options: StatisticsOptions): ChatbotStatistics {
  return chatbotTable(options).view({ values: () => cellsOf(conversations, options) });
}

/** The cells that conversations add up to, one for each account and bucket. Those of like figures are counted at once. */
function* cellsOf(conversations: PlannedConversations, options: StatisticsOptions): Generator<Contribution> {
  const question = toQuestion(options);
  const alike = new AlikeClaims(question.judge.rules);
  const buckets: number[] = [];
  const placeOfBucket = new Map<number, number>();
  const accounts = conversations.accounts.length;
  const counts = new Map<number, number>();
  let [from, to, place] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  conversations.forEach((account, claims, at) => {
    const isPlaced = Number.isFinite(at);
    // Most fall into the bucket of the one before.
    if (isPlaced && !(at >= from && at < to)) {
      from = question.buckets.startOf(at);
      to = question.buckets.next(from);
      place = placeOfBucket.get(from) ?? buckets.push(from);
      placeOfBucket.set(from, place);
    }
    const code = ((isPlaced ? place : 0) * accounts + account) * MOST_ALIKE + alike.numberOf(claims);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  });
  const codes = Float64Array.from(counts.keys()).sort();
  for (let i = 0; i < codes.length; ) {
    const row = Math.floor((codes[i] ?? 0) / MOST_ALIKE);
    const bucket = buckets[Math.floor(row / accounts) - 1] ?? null;
    const sums: number[] = [];
    for (const end = (row + 1) * MOST_ALIKE; (codes[i] ?? end) < end; i++) {
      const code = codes[i] ?? 0;
      const each = sumsOf(alike.claimsOf(code - row * MOST_ALIKE), bucket !== null, true, question);
      for (let k = 0; k < each.length; k++) sums[k] = (sums[k] ?? 0) + (each[k] ?? 0) * (counts.get(code) ?? 0);
    }
    yield { accountId: conversations.accounts[row % accounts] ?? "", bucket, group: [], sums };
  }
}

/** As many as there are combinations of figures and one thing more. */
const MOST_ALIKE = 2 ** (FIGURES.length + 1);

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
    return this.#claims.get(number) ?? 0;
  }
}
