import type { AccountFacts } from "../policies/quota/billing-fact.ts";
import type { QuotaQuestion } from "../policies/quota/quota-view.ts";
import type { Anomaly } from "../replay/anomaly.ts";
import { factsOfEvents } from "./account-facts.ts";
import { type LogEngineOptions, withLogEvents } from "./log-events.ts";
import { strictly } from "./strictly.ts";

/** What the quotas of the accounts in logs are reckoned from, and what was odd in the logs. */
export interface EngineQuota {
  /** By account, one at a time; they come once. */
  readonly accounts: AsyncIterable<ReadonlyMap<string, AccountFacts>>;
  /** In the order of the files and lines. Duplicates are not looked for, since they change no quota. */
  readonly anomalies: readonly Anomaly[];
  /** The files that the logs stand for. */
  readonly files: readonly string[];
}

/**
 * What `logQuota` reckons from, by DuckDB.
 *
 * @param use is given the accounts, which are there until it is done.
 * @throws EngineError; and SourceError and LogError as `logQuota` does.
 */
export async function quotaByEngine<Result>(
  names: readonly string[],
  question: QuotaQuestion,
  options: LogEngineOptions,
  use: (quota: EngineQuota) => Promise<Result>,
): Promise<Result> {
  return withLogEvents(
    names,
    options,
    async ({ engine, logs }) => {
      const anomalies = logs.flatMap((log) => log.anomalies);
      if (options.strict) strictly(anomalies);
      const accounts = await factsOfEvents(engine, question);
      return { accounts, anomalies, files: logs.map(({ name }) => name) };
    },
    use,
  );
}
