import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { smartsupp } from "chatledger";
import { createDistributedSql, createStatesSql, createTableSql } from "chatledger/sql";
import { build } from "esbuild";

/**
 * @typedef {object} Cluster
 * @property {readonly [import("../test/engines/clickhouse-server.ts").ClickhouseServer, import("../test/engines/clickhouse-server.ts").ClickhouseServer]} servers
 * @property {(log: string) => number} load loads a log and gives the seconds that it took
 * @property {() => number} seconds how long processors have worked for the servers so far
 * @property {() => Promise<void>} remove
 */

/**
 * Two ClickHouse servers on this machine with empty tables: `shard.events` and `shard.states` on each, and `events` and `states`
 * on the first, which are those of both. Each works in one thread.
 *
 * @param {{ readonly withStates: boolean }} options whether states are gathered as events arrive
 * @returns {Promise<Cluster>}
 */
export async function startCluster({ withStates }) {
  const servers = await clickhousePair();
  const [first] = servers;
  /** @param {string} name */
  const inShard = (name) => /** @type {const} */ (["shard", name]);
  const events = /** @type {const} */ ({ dialect: "clickhouse", table: inShard("events") });
  for (const server of servers) {
    await server.query("CREATE DATABASE shard");
    await server.query(createTableSql(events));
    if (withStates) await server.query(createStatesSql(smartsupp, { ...events, states: inShard("states") }));
  }
  for (const name of withStates ? ["events", "states"] : ["events"]) {
    await first.query(createDistributedSql({ ...events, table: inShard(name) }, "pair", name));
  }
  return {
    servers,
    load(log) {
      const start = performance.now();
      const into = `${first.url}?query=INSERT+INTO+events+FORMAT+JSONEachRow&insert_distributed_sync=1&max_insert_block_size=200000`;
      const command = 'node dist/cli/main.js rows "$0" | curl --silent --show-error --fail-with-body -X POST -T - "$1"';
      const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", command, log, into], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`Loading ended with ${status}: ${stderr}${stdout}`);
      return (performance.now() - start) / 1_000;
    },
    seconds() {
      const ticks = servers.map(({ pid }) => {
        const stat = readFileSync(`/proc/${pid()}/stat`, "utf8");
        const [user, system] = stat
          .slice(stat.lastIndexOf(")") + 2)
          .split(" ")
          .slice(11, 13)
          .map(Number);
        return Number(user) + Number(system);
      });
      return ticks.reduce((sum, each) => sum + each, 0) / 100;
    },
    async remove() {
      await Promise.all(servers.map((server) => server.remove()));
    },
  };
}

/** The servers of the tests. */
async function clickhousePair() {
  const outfile = ".tmp/clickhouse-server.mjs";
  await build({
    entryPoints: ["test/engines/clickhouse-server.ts"],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outfile,
  });
  /** @type {typeof import("../test/engines/clickhouse-server.ts")} */
  const server = await import(pathToFileURL(outfile).href);
  return server.clickhousePair();
}
