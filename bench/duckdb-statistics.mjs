/*
 * The counts of `chatledger stats --by day` in DuckDB, straight from a log of lines or a packed one: for plain logs, since neither duplicates nor ties of
 * one millisecond are told apart. Prints the totals of the figures.
 *
 *   npm install --no-save @duckdb/node-api && node bench/duckdb-statistics.mjs LOG THREADS
 */
const [, , log = "", threads = "2"] = process.argv;
const duckdb = "@duckdb/node-api";
const { DuckDBInstance } = await import(duckdb);
const connection = await (await DuckDBInstance.create(":memory:", { threads })).connect();
const columns = `{ type: 'VARCHAR', "accountId": 'VARCHAR', "conversationId": 'VARCHAR', "occurredAt": 'TIMESTAMP' }`;
const table = log.endsWith(".parquet") ? `read_parquet('${log}')` : `read_ndjson('${log}', columns = ${columns})`;
const bot = "type in ('BotTriggered', 'BotMessageSent', 'ButtonClicked', 'BotInputSubmitted')";
const interaction = "type in ('ButtonClicked', 'BotInputSubmitted')";
const contact = "type in ('DirectMessageSent', 'HandoffRequested')";
const reopening = `(${interaction} or ${contact} or type = 'AgentMessageSent')`;
const result = await connection.runAndReadAll(`
  with conversation as (
    select "accountId", "conversationId",
      min("occurredAt") filter (${bot}) as bot_at,
      max("occurredAt") filter (${contact}) as contact_at,
      count(*) filter (${interaction}) as interactions,
      max("occurredAt") filter (type = 'ChatClosed') as closed_at,
      max("occurredAt") filter (${reopening}) as reopened_at
    from ${table}
    group by all
  ), verdict as (
    select *, case
      when contact_at >= bot_at then 'escalated'
      when interactions > 0 and closed_at is not null and coalesce(reopened_at <= closed_at, true) then 'resolved'
      when interactions > 0 then 'inProgress'
      else 'noReaction' end as outcome
    from conversation where bot_at is not null
  ), by_day as (
    select "accountId", date_trunc('day', bot_at) as day, count(*)::int as triggered,
      count(*) filter (outcome = 'resolved')::int as resolved, count(*) filter (outcome = 'escalated')::int as escalated
    from verdict group by all
  )
  select * from by_day`);
console.log(JSON.stringify(result.getRowObjectsJson()));
