/*
 * What materialised states and settled conversations are worth: the statistics by month of a long log in a cluster of two
 * ClickHouse servers on this machine, from the events, from the states that were gathered as they arrived, and from conversations
 * that are settled, when nothing has arrived since, and when something has of one in a hundred; through the table that is both servers',
 * and server by server. The answers are compared. Each server works in one thread.
 *
 *   npm run bench:clickhouse -- [EVENTS] [ROUNDS]        wants clickhouse-server and curl
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { smartsupp } from "chatledger";
import { createSettledSql, toSql } from "chatledger/sql";
import { startCluster } from "./cluster.mjs";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 7);
const SCAN = "a scan of the events";
const SETTLED = "settled, server by server";
const query = /** @type {const} */ ({ of: "statistics", by: "month", from: "2025-01-01", to: "2026-01-01" });
const [table, states, settled, cluster] = [["shard", "events"], ["shard", "states"], ["shard", "settled"], "pair"];
/** @type {Readonly<Record<string, Partial<import("chatledger/sql").SqlOptions>>>} */
const ways = {
  [SCAN]: {},
  "the same, server by server": { table, cluster },
  states: { states: "states" },
  "states, server by server": { states, cluster },
  [SETTLED]: { settled, cluster },
};

// A long log has more conversations than the servers of the tests may hold at once.
const EXTERNAL = "SETTINGS max_bytes_before_external_group_by = 200000000";

const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const { servers, load, remove } = await startCluster({ withStates: true });
try {
  const [first] = servers;
  const log = join(folder, "log.ndjson");
  generateLog(events, log);
  load(log);
  const count = await first.query("SELECT count(), uniqExact(accountId, conversationId) FROM events FORMAT TSV");
  const [loaded = 0, conversations = 0] = count.trim().split("\t").map(Number);
  if (loaded !== events) throw new Error(`${loaded} events were loaded.`);
  const version = (await first.query("SELECT version()")).trim();
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events of ${conversations} conversations, ${rounds} rounds, ClickHouse ${version}, ${model}`);

  for (const server of servers) {
    for (const statement of createSettledSql(smartsupp, { dialect: "clickhouse", table, settled })) {
      await server.query(`${statement}${statement.startsWith("CREATE TABLE") ? EXTERNAL : ""}`);
    }
  }
  let answer = "";
  /** @param {string} title @param {typeof ways} asked */
  async function measure(title, asked) {
    /** @type {Map<string, number[]>} */
    const seconds = new Map(Object.keys(asked).map((way) => [way, []]));
    for (let round = 0; round <= rounds; round++) {
      for (const [way, options] of Object.entries(asked)) {
        const sql = `${toSql(smartsupp, { dialect: "clickhouse", query, ...options })} FORMAT TSV`;
        const start = performance.now();
        const rows = await first.query(sql);
        if (round > 0) seconds.get(way)?.push((performance.now() - start) / 1_000);
        answer ||= rows;
        if (rows !== answer) throw new Error(`The answers differ: ${way}.`);
      }
    }
    const scan = seconds.get(SCAN) ?? [];
    console.log(title);
    for (const [way, list] of seconds) {
      const faster = medianOf(list.map((each, i) => (scan[i] ?? Number.NaN) / each));
      console.log(`  ${way.padEnd(28)} ${show(medianOf(list), "s")}  ${show(faster, "times as fast")}`);
    }
  }
  await measure("Nothing has arrived since conversations were settled:", ways);
  for (const server of servers) {
    await server.query(
      `INSERT INTO shard.events SELECT * FROM shard.events WHERE cityHash64(conversationId) % 100 = 0`,
    );
  }
  const touched = await Promise.all(
    servers.map(async ({ query: ask }) =>
      Number(await ask("SELECT uniqExact(hash) FROM shard.settled_arrivals FORMAT TSV")),
    ),
  );
  const all = touched.reduce((sum, each) => sum + each, 0);
  await measure(`The events of ${all} of them have arrived again:`, { [SCAN]: {}, [SETTLED]: { settled, cluster } });
  console.log(`The answers are the same. A row of states stands for ${(events / conversations).toFixed(1)} events.`);
} finally {
  await remove();
  rmSync(folder, { recursive: true });
}
