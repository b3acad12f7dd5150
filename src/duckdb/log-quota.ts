import { CONVERSATION_EVENT_TYPES, isConversationEvent } from "../domain/conversation-event.ts";
import { formatInstant } from "../domain/instant.ts";
import { parseEvent } from "../domain/parse-event.ts";
import { AccountFacts, countAt, toBillingFact } from "../policies/quota/billing-fact.ts";
import type { QuotaQuestion } from "../policies/quota/quota-view.ts";
import type { Anomaly } from "../replay/anomaly.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { isOneOf } from "../sql/event-source.ts";
import { print, sql } from "../sql/fragment.ts";
import { countQuery } from "../sql/queries/count-query.ts";
import { nested } from "../sql/select.ts";
import { tableOf } from "../sql/sql-table.ts";
import type { EngineRow } from "./engine.ts";
import { EVENTS, REWRITTEN } from "./event-view.ts";
import { type LogEngineOptions, withLogEvents } from "./log-events.ts";
import { sortedRows } from "./sorted-rows.ts";
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
      await engine.run(countsTable(question));
      const rows = await sortedRows(engine, factsQuery(question));
      return { accounts: accountsIn(rows, question), anomalies, files: logs.map(({ name }) => name) };
    },
    use,
  );
}

const COUNTS = duckdb.identifier("counts_by_conversation");

/** Makes a table of what counts each conversation. */
function countsTable({ judge, accountId }: QuotaQuestion): string {
  const query = countQuery({ ...tableOf({ dialect: "duckdb", table: EVENTS }), judge }, accountId);
  return print(sql`CREATE OR REPLACE TABLE ${COUNTS} AS SELECT * FROM ${nested(query)}`);
}

/** Facts by account: of billing, of conversations that count, and one without an id that says that there is a conversation. */
function factsQuery({ accountId }: QuotaQuestion): string {
  const [account, type] = [duckdb.identifier("accountId"), duckdb.identifier("type")];
  const isAsked = accountId === undefined ? duckdb.truth(true) : sql`${account} = ${duckdb.text(accountId)}`;
  // Facts of billing are nothing that the scanner knows, so no file with one is read as it lies.
  const billing = sql`SELECT *, FALSE AS "derived" FROM ${duckdb.identifier(REWRITTEN)}
WHERE NOT ${isOneOf(duckdb, type, CONVERSATION_EVENT_TYPES)} AND ${isAsked}`;
  const counts = sql`SELECT * EXCLUDE ("counts"), TRUE AS "derived" FROM ${COUNTS} WHERE "counts"`;
  const accounts = sql`SELECT DISTINCT ${account}, TRUE AS "derived" FROM ${COUNTS}`;
  return print(sql`${billing}
UNION ALL BY NAME ${counts}
UNION ALL BY NAME ${accounts}
ORDER BY ${account}, "occurredAt"`);
}

async function* accountsIn(
  batches: AsyncIterable<readonly EngineRow[]>,
  { asOf }: QuotaQuestion,
): AsyncGenerator<ReadonlyMap<string, AccountFacts>> {
  let account: { readonly accountId: string; readonly facts: AccountFacts } | undefined;
  for await (const rows of batches) {
    for (const row of rows) {
      const accountId = String(row["accountId"]);
      if (account?.accountId !== accountId) {
        if (account !== undefined) yield new Map([[account.accountId, account.facts]]);
        account = { accountId, facts: new AccountFacts() };
      }
      add(row, asOf, account.facts);
    }
  }
  if (account !== undefined) yield new Map([[account.accountId, account.facts]]);
}

function add(row: EngineRow, asOf: number, facts: AccountFacts): void {
  const { id, derived, conversationId, occurredAt, sequence } = row;
  if (derived !== true) facts.add(toBillingFact(billingEventOf(row)));
  else if (typeof id !== "string") facts.see(asOf);
  else {
    const moment = { at: Number(occurredAt), id, sequence: sequence === -1 ? undefined : Number(sequence) };
    facts.add(countAt(String(conversationId), moment));
  }
}

/** The event of billing in a row of the table of events. */
function billingEventOf({ derived: _, occurredAt, periodStart, ...row }: EngineRow) {
  const fields = Object.entries(row).filter(([, value]) => value !== null);
  const instants = {
    occurredAt: formatInstant(Number(occurredAt)),
    ...(typeof periodStart === "number" ? { periodStart: formatInstant(periodStart) } : {}),
  };
  const event = parseEvent({ ...Object.fromEntries(fields), ...instants });
  if (isConversationEvent(event)) throw new TypeError(`${event.type} is no event of billing.`);
  return event;
}
