import { isConversationEvent, type JudgingOptions, type LedgerEvent } from "chatledger";
import { conversationsOf } from "../../../src/domain/log-input.ts";
import { judgeConversation, markAt, toJudge } from "../../../src/policies/classification/judge.ts";
import type { Plan } from "../../../src/policies/classification/plan.ts";
import { planOfStatistics } from "../../../src/projections/statistics/planned-statistics.ts";
import type { Anomaly } from "../../../src/replay/anomaly.ts";
import { forEachLine, lineBlocks } from "../../../src/replay/lines.ts";
import { encodingOf, parseLine } from "../../../src/replay/parse-line.ts";
import { LogScan } from "../../../src/replay/scan/log-scan.ts";
import { PlanTable, shapeOf } from "../../../src/replay/scan/plan-table.ts";
import { forEachVerdict } from "../../../src/replay/scan/plan-verdicts.ts";
import { pieces } from "../pieces.ts";

/** What a plan answers of each conversation: the claims that it knows, and the bot moment. */
export type Answers = Readonly<Record<string, { readonly claims: number; readonly botAt: number | undefined }>>;

/** What was read of a log. */
export interface Read {
  readonly answers: Answers;
  readonly lines: number;
  readonly lastAt: number;
  readonly refused: readonly (readonly [line: number | undefined, kind: string, message: string])[];
}

/** The plan of the statistics. */
export function statisticsPlan(options: JudgingOptions): Plan {
  const plan = planOfStatistics(options);
  if (plan === undefined) throw new Error("There should be a plan.");
  return plan;
}

/** A log read by the scanner. */
export async function scanned(bytes: Buffer, sizes: readonly number[], options: JudgingOptions): Promise<Read> {
  const plan = statisticsPlan(options);
  const judge = toJudge(options);
  const table = new PlanTable(shapeOf(plan));
  const scan = new LogScan(table, "log", { asOf: judge.asOf, hideText: false });
  for await (const block of lineBlocks(pieces(bytes, sizes))) scan.take(block);
  const { anomalies, lastAt } = scan.result;
  return { answers: answersOf(table, plan, options), lines: scan.lines, lastAt, refused: anomalies.map(shownAnomaly) };
}

/** What a table answers, by account and conversation. */
export function answersOf(table: PlanTable, plan: Plan, options: JudgingOptions): Answers {
  const judge = toJudge(options);
  const answers: Record<string, Answers[string]> = Object.create(null);
  let conversation = 0;
  forEachVerdict(table, plan, judge, "botMoment", (account, claims, at) => {
    const ids = [table.accounts.bytesOf(account), table.conversations.bytesOf(conversation++)];
    const key = JSON.stringify(ids.map((id) => Buffer.from(id).toString("utf8")));
    answers[key] = { claims, botAt: Number.isFinite(at) ? at : undefined };
  });
  return answers;
}

/** The same log read line by line by the ordinary parser, and judged mark by mark. */
export function readOrdinarily(bytes: Buffer, options: JudgingOptions): Read {
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
  const lastAt = instants.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { answers: answersOfEvents(events, options), lines, lastAt, refused };
}

/** What the judge answers of events, of what a plan knows. */
export function answersOfEvents(events: readonly LedgerEvent[], options: JudgingOptions): Answers {
  const judge = toJudge(options);
  const { claims } = statisticsPlan(options);
  const answers: Record<string, Answers[string]> = Object.create(null);
  for (const state of conversationsOf(events.filter(isConversationEvent))) {
    const judgement = judgeConversation(state, judge);
    if (judgement.marks.length === 0) continue;
    const key = JSON.stringify([state.of.accountId, state.of.conversationId]);
    answers[key] = { claims: judgement.claims & claims, botAt: markAt(judgement, "botMoment")?.at };
  }
  return answers;
}

function shownAnomaly({ line, kind, message }: Anomaly): readonly [number | undefined, string, string] {
  return [line, kind, message];
}
