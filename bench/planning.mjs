/*
 * What docs/planning.md plans with: bytes and seconds of one core for each event, and bytes of memory for each conversation, in
 * this process, in DuckDB and in a cluster of ClickHouse. Seconds are those of processors, not of the clock, so that what else
 * runs on the machine matters little. Leaves bench/planning.json.
 *
 *   npm run plan -- [EVENTS]        wants clickhouse-server, curl and bash
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { smartsupp } from "chatledger";
import { toSql } from "chatledger/sql";
import { startCluster } from "./cluster.mjs";
import { generateLog } from "./generate-log.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = 3;
const query = /** @type {const} */ ({ of: "statistics", by: "month", from: "2025-01-01", to: "2026-01-01" });
const folder = mkdtempSync(join(tmpdir(), "chatledger-planning-"));
const log = join(folder, "log.ndjson");
const few = join(folder, "few.ndjson");
const packed = join(folder, "log.parquet");
const rows = join(folder, "rows.ndjson");
const database = join(folder, "chats.duckdb");

/** Runs a command of a shell: seconds of processors, the peak of memory in bytes, and what it prints. @param {string} command @param {readonly string[]} args */
function run(command, ...args) {
  const timed = `TIMEFORMAT='cpu %U %S'; time ${command}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", timed, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const [, user, system] = /^cpu (\S+) (\S+)$/m.exec(stderr) ?? [];
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return { seconds: Number(user) + Number(system), peak: 1_024 * Number(/^peak (\d+)$/m.exec(stderr)?.[1]), stdout };
}

const CLI = "node --require ./bench/say-peak.cjs dist/cli/main.js";
const STATS = `${CLI} stats "$0" --by month --json --threads 1`;

/** The least of several runs, which is what it takes. @param {() => number} measure */
function least(measure) {
  return Math.min(...Array.from({ length: rounds }, measure));
}

/** @param {import("./cluster.mjs").Cluster} cluster */
async function clickhouse(cluster) {
  const [first] = cluster.servers;
  const before = cluster.seconds();
  cluster.load(log);
  const load = cluster.seconds() - before;
  for (const { query: ask } of cluster.servers) await ask("OPTIMIZE TABLE shard.states FINAL");
  const bytes = async (/** @type {string} */ like) => {
    const sql = `SELECT sum(bytes) FROM system.parts WHERE active AND database = 'shard' AND table LIKE '${like}' FORMAT TSV`;
    const sizes = await Promise.all(cluster.servers.map(({ query: ask }) => ask(sql)));
    return sizes.reduce((sum, size) => sum + Number(size), 0);
  };
  const ask = async (/** @type {Partial<import("chatledger/sql").SqlOptions>} */ asked) => {
    const sql = toSql(smartsupp, { dialect: "clickhouse", query, cluster: "pair", ...asked });
    await first.query(sql);
    const start = cluster.seconds();
    for (let round = 0; round < rounds; round++) await first.query(sql);
    return (cluster.seconds() - start) / rounds;
  };
  return {
    version: (await first.query("SELECT version()")).trim(),
    load,
    eventBytes: await bytes("events"),
    stateBytes: await bytes(".inner.states"),
    scan: await ask({ table: ["shard", "events"] }),
    states: await ask({ states: ["shard", "states"] }),
  };
}

const cluster = await startCluster({ withStates: true });
try {
  generateLog(events, log);
  generateLog(events / 4, few);
  const conversationsOf = (/** @type {string} */ file) =>
    Number(run(`${CLI} classify "$0" | wc -l`, file).stdout.trim());
  const [conversations, conversationsOfFew] = [conversationsOf(log), conversationsOf(few)];
  run(`${CLI} pack "$0" --out "$1"`, log, packed);
  const makeRows = run(`node dist/cli/main.js rows "$0" > "$1"`, log, rows).seconds;
  const slope = least(() => (run(STATS, log).peak - run(STATS, few).peak) / (conversations - conversationsOfFew));
  const duckdb = JSON.parse(run(`node bench/planning-duckdb.mjs "$0" "$1"`, rows, database).stdout);
  const measured = {
    machine: { model: cpus()[0]?.model ?? "", node: process.version },
    events,
    conversations,
    ndjson: { bytes: statSync(log).size, gzipped: Number(run(`gzip -c "$0" | wc -c`, log).stdout.trim()) },
    scan: { seconds: least(() => run(STATS, log).seconds), bytesOfMemoryPerConversation: Math.round(slope) },
    packed: { bytes: statSync(packed).size, seconds: least(() => run(STATS, packed).seconds) },
    rows: { seconds: makeRows },
    duckdb: { ...duckdb, bytes: statSync(database).size },
    clickhouse: await clickhouse(cluster),
  };
  writeFileSync("bench/planning.json", `${JSON.stringify(measured, null, 2)}\n`);
} finally {
  await cluster.remove();
  rmSync(folder, { recursive: true });
}
