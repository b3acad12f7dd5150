import { formatInstant } from "../domain/instant.ts";
import type { JudgingOptions } from "../policies/classification/judge.ts";
import { smartsupp } from "../policies/classification/smartsupp.ts";
import type { Anomaly } from "../replay/anomaly.ts";
import type { LogVerdict } from "../replay/log-verdict.ts";
import { toSql } from "../sql/to-sql.ts";
import { withConflicts } from "./conflicting-ids.ts";
import type { EngineRow, EngineValue } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import { type LogEngineOptions, withLogEvents } from "./log-events.ts";
import { sortedRows } from "./sorted-rows.ts";
import { strictly } from "./strictly.ts";

/** The verdict on a conversation, as the engine gives it. */
type EngineVerdict = Readonly<Record<keyof LogVerdict, EngineValue>>;

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
      const anomalies = await withConflicts(events, options);
      if (options.strict) strictly(anomalies);
      const { ruleSet = smartsupp, ...judging } = optionsOnceRead(events.lastAt);
      const query = toSql(ruleSet, {
        ...judging,
        dialect: "duckdb",
        table: EVENTS,
        query: { of: "verdicts", accountId },
      });
      const rows = await sortedRows(events.engine, query);
      return { verdicts: verdictsIn(rows), anomalies, files: events.logs.map(({ name }) => name) };
    },
    use,
  );
}

async function* verdictsIn(batches: AsyncIterable<readonly EngineRow[]>): AsyncGenerator<readonly EngineVerdict[]> {
  for await (const rows of batches) yield rows.map(toVerdict);
}

function toVerdict(row: EngineRow): EngineVerdict {
  const value = (column: keyof LogVerdict) => row[column] ?? null;
  return {
    accountId: value("accountId"),
    conversationId: value("conversationId"),
    outcome: value("outcome"),
    settled: value("settled"),
    chatbotConversation: value("chatbotConversation"),
    labels: value("labels"),
    participation: value("participation"),
    reaction: value("reaction"),
    botAt: instantOf(value("botAt")),
    countedAt: instantOf(value("countedAt")),
    ruleSet: value("ruleSet"),
  };
}

function instantOf(value: EngineValue): string | null {
  return typeof value === "number" ? formatInstant(value) : null;
}
