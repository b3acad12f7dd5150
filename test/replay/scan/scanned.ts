import { isConversationEvent, type JudgingOptions, type LedgerEvent } from "chatledger";
import type { BegunConversation } from "../../../src/domain/conversation-state.ts";
import { conversationsOf } from "../../../src/domain/log-input.ts";
import { planOfVerdicts, verdictOf, verdictOn } from "../../../src/policies/classification/classify.ts";
import {
  type Judgement,
  judgeConversation,
  markAt,
  momentsOf,
  toJudge,
} from "../../../src/policies/classification/judge.ts";
import type { Plan } from "../../../src/policies/classification/plan.ts";
import type { RequiredMoment } from "../../../src/policies/classification/rule-set.ts";
import { countOf, planOfCounts } from "../../../src/policies/quota/billing-fact.ts";
import { cohortMoment } from "../../../src/projections/statistics/cohort.ts";
import { firstVisitorIn, isPresent } from "../../../src/projections/statistics/contribution.ts";
import { planOfStatistics } from "../../../src/projections/statistics/planned-statistics.ts";
import type { Anomaly } from "../../../src/replay/anomaly.ts";
import { forEachLine, lineBlocks } from "../../../src/replay/lines.ts";
import { encodingOf, parseLine } from "../../../src/replay/parse-line.ts";
import type { GreatSequences } from "../../../src/replay/scan/great-sequences.ts";
import { LogScan } from "../../../src/replay/scan/log-scan.ts";
import { PlanTable } from "../../../src/replay/scan/plan-table.ts";
import { PlanVerdicts } from "../../../src/replay/scan/plan-verdicts.ts";
import { type BesidesPlan, shapeOf } from "../../../src/replay/scan/table-shape.ts";
import { textOf } from "../../../src/replay/scan/text-of.ts";
import { pieces } from "../pieces.ts";

/** A question: its plan, whose moments are shown, and what is kept besides. */
export interface Question extends BesidesPlan {
  plan(options: JudgingOptions): Plan | undefined;
  readonly moments: readonly RequiredMoment[];
  /** What is shown besides: all that a verdict says, when the outcome was decided, or all that is kept besides a plan. */
  readonly shows?: "verdict" | "decision" | "all";
}

/** The name of each of {@link QUESTIONS}. */
export const questionNames = ["statistics", "decided", "visitors", "bot", "verdicts", "counts", "overview"] as const;

/** All questions that are asked of logs. */
export const QUESTIONS: Readonly<Record<(typeof questionNames)[number], Question>> = {
  statistics: { plan: planOfStatistics, moments: ["botMoment"] },
  decided: {
    plan: (options) => planOfStatistics({ ...options, cohort: "decided" }),
    moments: ["contactInReaction", "lastClose"],
    shows: "decision",
  },
  visitors: { plan: planOfStatistics, moments: ["botMoment"], visitor: true },
  bot: { plan: planOfStatistics, moments: ["botMoment"], bot: "bot-1" },
  verdicts: {
    plan: (options) => planOfVerdicts(toJudge(options).rules),
    moments: ["botMoment", "firstInteraction"],
    shows: "verdict",
  },
  counts: {
    plan: (options) => planOfCounts(toJudge(options).rules),
    moments: ["firstInteraction"],
    idOf: "firstInteraction",
  },
  overview: {
    plan: (options) => planOfCounts(toJudge(options).rules) && planOfStatistics(options, ["firstInteraction"]),
    moments: ["botMoment", "firstInteraction"],
    idOf: "firstInteraction",
    visitor: true,
    bot: "bot-1",
    firstEvent: true,
    countsEvents: true,
    shows: "all",
  },
};

/** What a plan answers of each conversation: the claims that it knows, the moments, and what is kept besides. */
export type Answers = Readonly<Record<string, Answer>>;

interface Answer {
  readonly claims: number;
  readonly moments: readonly (number | undefined)[];
  /** Of a question about verdicts, decisions, a visitor, a bot or a count. */
  readonly besides: unknown;
}

/** What was read of a log. */
export interface Read {
  readonly answers: Answers;
  readonly lines: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly refused: readonly (readonly [line: number | undefined, kind: string, message: string])[];
}

/** The plan of a question. */
export function planFor(options: JudgingOptions, question: Question = QUESTIONS.statistics): Plan {
  const plan = question.plan(options);
  if (plan === undefined) throw new Error("There should be a plan.");
  return plan;
}

/** How many conversations are near: so many at most, as many as usual, or as many as there is room for, until the end or of each piece. */
export type Near = number | "usual" | "all" | "all of a piece";

/** A log read by the scanner, with so many conversations near, and great sequences set aside if there is something to take them. */
export async function scanned(
  bytes: Buffer,
  sizes: readonly number[],
  options: JudgingOptions,
  question: Question = QUESTIONS.statistics,
  near: Near = "usual",
  great?: GreatSequences,
): Promise<Read> {
  const judge = toJudge(options);
  const most = typeof near === "number" ? near : undefined;
  const table = new PlanTable(shapeOf(planFor(options, question), question), undefined, most);
  if (near === "all" || near === "all of a piece") table.near.keepAll();
  const scan = new LogScan(table, "log", { asOf: judge.asOf, hideText: false, great });
  for await (const block of lineBlocks(pieces(bytes, sizes))) {
    scan.take(block);
    if (near === "all of a piece") table.settle();
  }
  const { anomalies, lines, firstAt, lastAt } = scan.end();
  if (great !== undefined) table.takeGreat(great);
  const answers = answersOf(table, options, question);
  return { answers, lines, firstAt, lastAt, refused: anomalies.map(shownAnomaly) };
}

/** What a table answers, by account and conversation. */
export function answersOf(
  table: PlanTable,
  options: JudgingOptions,
  question: Question = QUESTIONS.statistics,
): Answers {
  const answers: Record<string, Answer> = Object.create(null);
  forEachAnswer(table, options, question, (key, answer) => {
    answers[JSON.stringify(key)] = answer;
  });
  return answers;
}

/** Calls back with the account and the conversation of each answer of a table. */
export function forEachAnswer(
  table: PlanTable,
  options: JudgingOptions,
  question: Question,
  take: (key: readonly [accountId: string, conversationId: string], answer: Answer) => void,
): void {
  table.settle();
  const answerTo = answering(table, options, question);
  for (let conversation = 0; conversation < table.size; conversation++) {
    if (table.has(conversation)) take(...answerTo(conversation));
  }
}

/** Gives the account, the conversation and the answer of a conversation of a table, by its number there. */
export function answering(
  table: PlanTable,
  options: JudgingOptions,
  question: Question,
): (conversation: number) => [key: readonly [accountId: string, conversationId: string], answer: Answer] {
  const verdicts = new PlanVerdicts(table, planFor(options, question), toJudge(options));
  return (conversation) => {
    const judged = verdicts.of(conversation);
    const { account, conversationId, claims, visitorId, isOfBot, judge } = judged;
    const moments = question.moments.map((moment) => judged.instantOf(moment));
    const text = table.ids?.textOf(conversation);
    const count = text === undefined ? undefined : [text.at, table.sequenceOf(text.order), text.text];
    const shown = {
      verdict: () => verdictOn(judge.rules, claims, moments[0], moments[1]),
      decision: () => cohortMoment(judged, "decided"),
      all: () => [judged.firstAt, isOfBot, visitorId, count],
    };
    const kept = question.bot !== undefined ? isOfBot : question.visitor === true ? visitorId : count;
    const besides = question.shows === undefined ? kept : shown[question.shows]();
    return [[textOf(table.accounts.bytesOf(account)), conversationId], { claims, moments, besides }];
  };
}

/** The same log read line by line by the ordinary parser, and judged mark by mark. */
export function readOrdinarily(
  bytes: Buffer,
  options: JudgingOptions,
  question: Question = QUESTIONS.statistics,
): Read {
  const events: LedgerEvent[] = [];
  const refused: [number, string, string][] = [];
  const text = bytes.subarray(0, 3).equals(Buffer.from("\uFEFF")) ? bytes.subarray(3) : bytes;
  let lines = 0;
  forEachLine(text, 1, (from, to, line) => {
    lines++;
    const parsed = parseLine(text, from, to, encodingOf(text));
    if (parsed.success) events.push(parsed.event);
    else refused.push([line, parsed.error.code, parsed.error.message]);
  });
  const instants = events.map(({ occurredAt }) => Date.parse(occurredAt));
  const firstAt = instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const lastAt = instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { answers: answersOfEvents(events, options, question), lines, firstAt, lastAt, refused };
}

/** What the judge answers of events, of what a plan knows. */
export function answersOfEvents(
  events: readonly LedgerEvent[],
  options: JudgingOptions,
  question: Question = QUESTIONS.statistics,
): Answers {
  const judge = toJudge(options);
  const { claims } = planFor(options, question);
  const answers: Record<string, Answer> = Object.create(null);
  for (const state of conversationsOf(events.filter(isConversationEvent))) {
    const judgement = judgeConversation(state, judge);
    if (judgement.marks.length === 0) continue;
    const moments = question.moments.map((moment) => markAt(judgement, moment)?.at);
    const key = JSON.stringify([state.of.accountId, state.of.conversationId]);
    answers[key] = { claims: judgement.claims & claims, moments, besides: besidesOf(state, judgement, question) };
  }
  return answers;
}

function besidesOf(state: BegunConversation, judgement: Judgement, question: Question): unknown {
  const { bot, idOf, visitor, shows } = question;
  const count = idOf === undefined ? undefined : shownCount(countOf(state, judgement.judge));
  if (shows === "all") {
    return [judgement.marks[0]?.at, isPresent(bot ?? "", judgement), firstVisitorIn(judgement), count];
  }
  if (shows === "verdict") return verdictOf(judgement);
  if (shows === "decision") return cohortMoment(momentsOf(judgement), "decided");
  if (bot !== undefined) return isPresent(bot, judgement);
  if (visitor === true) return firstVisitorIn(judgement);
  return count;
}

function shownCount(count: ReturnType<typeof countOf>): unknown {
  return count === undefined ? undefined : [count.at, count.sequence, count.id];
}

function shownAnomaly({ line, kind, message }: Anomaly): readonly [number | undefined, string, string] {
  return [line, kind, message];
}
