import { smartsupp } from "chatledger";
import { logStatistics } from "chatledger/replay";
import { createSettledSql, toSql } from "chatledger/sql";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type Compared, LAWS } from "../sql/engine-laws.ts";
import { clickhouseCluster, clickhouseSettled, clickhouseStates } from "./clickhouse-engine.ts";
import { runPage } from "./clickhouse-page.ts";
import { clickhousePair } from "./clickhouse-server.ts";
import { SETTLED_LAWS } from "./settled-laws.ts";
import { STATE_LAWS } from "./state-laws.ts";

const compared: Compared = { verdicts: 0, figures: 0 };
const servers = await clickhousePair();
const [first, second] = servers;
const ofStates: Compared = { verdicts: 0, figures: 0 };
const ofSettled: Compared = { verdicts: 0, figures: 0 };
let shards = "";
const engine = await clickhouseCluster(servers);

afterAll(async () => {
  const version = await first.query("SELECT version()");
  await Promise.all(servers.map((server) => server.remove()));
  process.stdout.write(
    `ClickHouse ${version.trim()}, two shards: ${compared.verdicts} verdicts and ${compared.figures} figures are equal, and of states ${ofStates.verdicts} and ${ofStates.figures}, and of settled conversations ${ofSettled.figures} figures.\n${shards}`,
  );
});

test.each(LAWS)("ClickHouse and the library agree on %s", async (_, law, numRuns) => {
  await law(engine, numRuns, compared);
});

test.each(STATE_LAWS)("the states of ClickHouse give the same %s", async (_, law, numRuns) => {
  await law(clickhouseStates(servers), numRuns, ofStates);
});

test.each(SETTLED_LAWS)("the settled conversations of ClickHouse give the same %s", async (_, law, numRuns) => {
  await law(clickhouseSettled(servers), numRuns, ofSettled);
});

test("all that is worth something", () => {
  expect(compared.verdicts).toBeGreaterThan(1_000);
  expect(compared.figures).toBeGreaterThan(500);
  expect(ofStates.verdicts).toBeGreaterThan(250);
  expect(ofStates.figures).toBeGreaterThan(250);
  expect(ofSettled.figures).toBeGreaterThan(1_000);
});

test("the page on ClickHouse does what it says: loads a log, twice, and gives its figures", async () => {
  await engine.fill({ table: "events", columns: {} }, []);
  for (const server of servers) await server.query("DROP DATABASE shard");
  await first.query("DROP TABLE events");
  const { statistics } = await logStatistics("examples/example-log.ndjson", {
    by: "month",
    from: "2024-03-01",
    to: "2024-05-01",
  });
  const figures = ({ triggered, resolved, escalated }: Readonly<Record<string, unknown>>) =>
    [triggered, resolved, escalated].map(Number);
  const [rows, totals] = await runPage(servers);
  const answers = rows
    .trim()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
  const expected = statistics.rows.map((row) => figures({ ...row }));
  // Of the states, and of what was settled.
  expect(answers.map(figures)).toEqual([...expected, ...expected]);
  const [total]: Record<string, unknown>[] = JSON.parse(totals);
  expect(figures(total ?? {})).toEqual(figures({ ...statistics.totals }));
});

/** What waits for rows of another server is no whole answer without them, whatever it was doing when they ended. */
const BROKEN_OFF = /connect|All connection tries failed|Attempt to read after eof|reset by peer|Broken pipe/i;

test("a conversation lies on one shard, and without that shard there is an error, not half an answer", async () => {
  const [events = []] = fc.sample(
    fc
      .array(log({ maxLength: 30 }), { minLength: 20, maxLength: 20 })
      .map((logs) =>
        logs.flatMap((some, i) => some.map((event) => ({ ...event, conversationId: `${event.conversationId}${i}` }))),
      ),
    { seed: 1, numRuns: 1 },
  );
  await engine.fill({ table: "events", columns: {} }, events);
  const conversations = "SELECT DISTINCT accountId, conversationId FROM shard.events FORMAT TSV";
  const lists = await Promise.all(
    servers.map(async (server) => (await server.query(conversations)).trim().split("\n")),
  );
  const [here = [], there = []] = lists;
  shards = `${here.length} conversations on one shard, ${there.length} on the other.\n`;
  expect(here.length).toBeGreaterThan(5);
  expect(there.length).toBeGreaterThan(5);
  expect(here.filter((conversation) => there.includes(conversation))).toEqual([]);

  const sql = toSql(smartsupp, { dialect: "clickhouse" });
  const answer = await engine.rows(sql);
  expect(answer).toHaveLength(here.length + there.length);

  const tables = { dialect: "clickhouse", table: ["shard", "events"], settled: ["shard", "settled"] } as const;
  const settled = clickhouseSettled(servers);
  await settled.create(createSettledSql(smartsupp, tables));
  const query = { of: "totals", by: "year", from: "1900-01-01", to: "2100-01-01" } as const;
  const ofEvents = toSql(smartsupp, { dialect: "clickhouse", query });
  const sqlOfSettled = toSql(smartsupp, { dialect: "clickhouse", query, ...settled.asked });
  const totals = await engine.rows(ofEvents);
  expect(await settled.rows(sqlOfSettled)).toStrictEqual(totals);

  await second.kill();
  await expect(engine.rows(sql)).rejects.toThrow(BROKEN_OFF);
  await expect(settled.rows(sqlOfSettled)).rejects.toThrow(BROKEN_OFF);
  await second.start();
  expect(await engine.rows(sql)).toStrictEqual(answer);
  expect(await settled.rows(sqlOfSettled)).toStrictEqual(totals);
  for (const server of servers) await server.query("DROP TABLE shard.settled_arrivals");

  // Every event four thousand times over: the answer is the same, and long enough in coming to be broken off.
  for (const server of servers) {
    for (let times = 0; times < 12; times++) await server.query("INSERT INTO shard.events SELECT * FROM shard.events");
  }
  const brokenOff = expect(engine.rows(sql)).rejects.toThrow(BROKEN_OFF);
  while ((await second.query("SELECT count() FROM system.processes WHERE NOT is_initial_query")).trim() === "0");
  await second.kill();
  await brokenOff;
  await second.start();
  expect(await engine.rows(sql)).toStrictEqual(answer);
});
