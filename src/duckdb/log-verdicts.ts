import { formatInstant } from "../domain/instant.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import { type Judge, type JudgingOptions, toJudge } from "../policies/classification/judge.ts";
import type { Anomaly } from "../replay/anomaly.ts";
import type { LogVerdict } from "../replay/log-verdict.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { verdictSteps } from "../sql/verdict-steps.ts";
import { withConflicts } from "./conflicting-ids.ts";
import type { Engine, EngineRow, EngineValue } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import { forgetting } from "./forgetting.ts";
import { type LogEngineOptions, withLogEvents } from "./log-events.ts";
import { repeatedEvents } from "./repeated-events.ts";
import { sortedRows } from "./sorted-rows.ts";
import { strictly } from "./strictly.ts";

/** The verdict on a conversation, as the engine gives it. */
export type EngineVerdict = Readonly<Record<keyof LogVerdict, unknown>>;

/** The verdicts on the conversations of logs, and what was odd in the logs. */
export interface EngineVerdicts {
  /** By account, then conversation (code points), some thousands at a time; they come once. */
  readonly verdicts: AsyncIterable<readonly EngineVerdict[]>;
  /** In the order of the files and lines, ids that were given to several events included. */
  readonly anomalies: readonly Anomaly[];
  /** The files that the logs stand for. */
  readonly files: readonly string[];
}

/**
 * The verdicts that `logVerdicts` gives, by DuckDB.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @param accountId only those of this account.
 * @param use is given the verdicts, which are there until it is done.
 * @throws EngineError; and SourceError, LogError and UsageError as `logVerdicts` does.
 */
export async function verdictsByEngine<Result>(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => JudgingOptions,
  accountId: string | undefined,
  options: LogEngineOptions,
  use: (verdicts: EngineVerdicts) => Promise<Result>,
): Promise<Result> {
  return withLogEvents(
    names,
    options,
    async (events) => {
      const anomalies = await withConflicts(events, await repeatedEvents(events), options);
      if (options.strict) strictly(anomalies);
      const verdicts = await verdictsOf(events.engine, toJudge(optionsOnceRead(events.lastAt)), accountId);
      return { verdicts, anomalies, files: events.logs.map(({ name }) => name) };
    },
    use,
  );
}

const VERDICTS = "verdicts";

/** The verdicts on conversations, by account, then conversation (code points), some thousands at a time. */
export async function verdictsOf(
  engine: Engine,
  judge: Judge,
  accountId: string | undefined,
): Promise<AsyncGenerator<readonly EngineVerdict[]>> {
  const steps = verdictSteps({ dialect: "duckdb", table: EVENTS }, judge, accountId, VERDICTS);
  await engine.run(steps.judge);
  const verdicts = verdictsIn(await sortedRows(engine, steps.rows), judge.rules);
  return forgetting(verdicts, engine, duckdb.identifier(VERDICTS));
}

async function* verdictsIn(
  batches: AsyncIterable<readonly EngineRow[]>,
  rules: BoundRuleSet,
): AsyncGenerator<readonly EngineVerdict[]> {
  for await (const rows of batches) yield rows.map((row) => toVerdict(row, rules));
}

function toVerdict(row: EngineRow, { name: ruleSet, rules }: BoundRuleSet): EngineVerdict {
  const value = (column: keyof LogVerdict) => row[column] ?? null;
  const chatbotConversation = value("chatbotConversation");
  const ways = rules.participation.filter((_, i) => row[`way${i}`] === true);
  return {
    accountId: value("accountId"),
    conversationId: value("conversationId"),
    outcome: value("outcome"),
    settled: value("settled"),
    chatbotConversation,
    labels: chatbotConversation === true ? ["joined-by-chatbot"] : [],
    participation: ways.map(({ participation }) => participation),
    reaction: value("reaction"),
    botAt: instantOf(value("botAt")),
    countedAt: instantOf(value("countedAt")),
    ruleSet,
  };
}

function instantOf(value: EngineValue): string | null {
  return typeof value === "number" ? formatInstant(value) : null;
}
