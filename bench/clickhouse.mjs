/*
 * What materialised states are worth: the statistics by month of a long log in a cluster of two ClickHouse servers on this
 * machine, from the events and from the states that were gathered as they arrived; through the table that is both servers', and
 * server by server. The answers are compared. Each server works in one thread.
 *
 *   npm run bench:clickhouse -- [EVENTS] [ROUNDS]        wants clickhouse-server and curl
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { smartsupp } from "chatledger";
import { toSql } from "chatledger/sql";
import { startCluster } from "./cluster.mjs";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 7);
const SCAN = "a scan of the events";
const query = /** @type {const} */ ({ of: "statistics", by: "month", from: "2025-01-01", to: "2026-01-01" });
const [table, states, cluster] = [["shard", "events"], ["shard", "states"], "pair"];
/** @type {Readonly<Record<string, Partial<import("chatledger/sql").SqlOptions>>>} */
const ways = {
  [SCAN]: {},
  "the same, server by server": { table, cluster },
  states: { states: "states" },
  "states, server by server": { states, cluster },
};

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

  /** @type {Map<string, number[]>} */
  const seconds = new Map(Object.keys(ways).map((way) => [way, []]));
  let answer = "";
  for (let round = 0; round <= rounds; round++) {
    for (const [way, asked] of Object.entries(ways)) {
      const sql = `${toSql(smartsupp, { dialect: "clickhouse", query, ...asked })} FORMAT TSV`;
      const start = performance.now();
      const rows = await first.query(sql);
      if (round > 0) seconds.get(way)?.push((performance.now() - start) / 1_000);
      answer ||= rows;
      if (rows !== answer) throw new Error(`The answers differ: ${way}.`);
    }
  }
  const scan = seconds.get(SCAN) ?? [];
  for (const [way, list] of seconds) {
    const faster = medianOf(list.map((each, i) => (scan[i] ?? Number.NaN) / each));
    console.log(`  ${way.padEnd(27)} ${show(medianOf(list), "s")}  ${show(faster, "times as fast")}`);
  }
  console.log(`The answers are the same. A row of states stands for ${(events / conversations).toFixed(1)} events.`);
} finally {
  await remove();
  rmSync(folder, { recursive: true });
}
