/*
 * What materialised states and settled conversations are worth: the statistics by month of a long log in a cluster of two
 * ClickHouse servers on this machine, from the events, from the states that were gathered as they arrived, and from conversations
 * that are settled, when nothing has arrived since, and when something has of one in a hundred; through the table that is both servers',
 * and server by server. By the clock, and in seconds of processors, to which it matters little what else runs on the machine. The
 * answers are compared. Each server works in one thread.
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
import { medianOf } from "./median.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 7);
// One answer may be sooner than a tick of the clock of processors.
const TIMES = 3;
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

// As docs/clickhouse.md has it: both servers begin at once.
const AT_ONCE = "SETTINGS prefer_localhost_replica = 0";

const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const { servers, load, seconds: work, remove } = await startCluster({ withStates: true });
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
  /** Seconds, and how many times less than those of a scan. @param {ReadonlyMap<string, readonly number[]>} numbers @param {string} way */
  const said = (numbers, way) => {
    const [list = [], scan = []] = [numbers.get(way), numbers.get(SCAN)];
    const { median: less } = medianOf(list.map((each, i) => (scan[i] ?? Number.NaN) / each));
    return `${medianOf(list).median.toFixed(3)} s (${less.toFixed(1)} times less)`;
  };
  /** @param {string} title @param {typeof ways} asked */
  async function measure(title, asked) {
    const noNumbers = () => new Map(Object.keys(asked).map((way) => [way, /** @type {number[]} */ ([])]));
    const [seconds, worked] = [noNumbers(), noNumbers()];
    for (let round = 0; round <= rounds; round++) {
      for (const [way, options] of Object.entries(asked)) {
        const sql = `${toSql(smartsupp, { dialect: "clickhouse", query, ...options })} ${AT_ONCE} FORMAT TSV`;
        const [start, before] = [performance.now(), work()];
        for (let times = 0; times < TIMES; times++) {
          const rows = await first.query(sql);
          answer ||= rows;
          if (rows !== answer) throw new Error(`The answers differ: ${way}.`);
        }
        if (round === 0) continue;
        seconds.get(way)?.push((performance.now() - start) / 1_000 / TIMES);
        worked.get(way)?.push((work() - before) / TIMES);
      }
    }
    console.log(title);
    for (const way of Object.keys(asked))
      console.log(`  ${way.padEnd(28)}${said(seconds, way)}, ${said(worked, way)} of processors`);
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
