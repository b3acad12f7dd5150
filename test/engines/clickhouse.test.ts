import { smartsupp } from "chatledger";
import { toSql } from "chatledger/sql";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type Compared, LAWS } from "../sql/engine-laws.ts";
import { clickhouseCluster } from "./clickhouse-engine.ts";
import { clickhousePair } from "./clickhouse-server.ts";

const compared: Compared = { verdicts: 0, figures: 0 };
const servers = await clickhousePair();
const [first, second] = servers;
const engine = await clickhouseCluster(servers);

afterAll(async () => {
  const version = await first.query("SELECT version()");
  await Promise.all(servers.map((server) => server.remove()));
  process.stdout.write(
    `ClickHouse ${version.trim()}, two shards: ${compared.verdicts} verdicts and ${compared.figures} figures are equal.\n`,
  );
});

test.each(LAWS)("ClickHouse and the library agree on %s", async (_, law, numRuns) => {
  await law(engine, 1.5 * numRuns, compared);
});

test("all that is worth something", () => {
  expect(compared.verdicts).toBeGreaterThan(1_000);
  expect(compared.figures).toBeGreaterThan(500);
});

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
  expect(here.length).toBeGreaterThan(5);
  expect(there.length).toBeGreaterThan(5);
  expect(here.filter((conversation) => there.includes(conversation))).toEqual([]);

  const sql = toSql(smartsupp, { dialect: "clickhouse" });
  const answer = await engine.rows(sql);
  expect(answer).toHaveLength(here.length + there.length);
  await second.kill();
  await expect(engine.rows(sql)).rejects.toThrow(/connect|All connection tries failed/i);
  await second.start();
  expect(await engine.rows(sql)).toStrictEqual(answer);
});
