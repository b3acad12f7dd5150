import { createDistributedSql, createTableSql } from "chatledger/sql";
import type { SqlEngine } from "../sql/sql-engine.ts";
import { insertSql, isQuery, quotedName, readRows } from "./clickhouse-rows.ts";
import type { ClickhouseServer } from "./clickhouse-server.ts";
import type { SettledEngine } from "./settled-laws.ts";
import type { StatesEngine } from "./state-laws.ts";

/**
 * A cluster of ClickHouse: the rows lie in the database `shard` of each server, a conversation's all on one of them, and
 * queries go to a table of that name in `default`, which is all of them.
 */
export async function clickhouseCluster(servers: readonly [ClickhouseServer, ClickhouseServer]): Promise<SqlEngine> {
  const [first] = servers;
  for (const server of servers) await server.query("CREATE DATABASE shard");
  return {
    dialect: "clickhouse",
    async fill({ table, columns }, events) {
      const name = quotedName(table);
      for (const server of servers) {
        await server.query(`DROP TABLE IF EXISTS shard.${name}`);
        await server.query(createTableSql({ dialect: "clickhouse", table: ["shard", table], columns }));
      }
      await first.query(`DROP TABLE IF EXISTS ${name}`);
      await first.query(
        createDistributedSql({ dialect: "clickhouse", table: ["shard", table], columns }, "pair", table),
      );
      const insert = insertSql(name, columns, events);
      if (insert !== undefined) await first.query(insert);
    },
    rows: async (sql) => readRows(await first.query(`${sql} FORMAT JSON`)),
  };
}

/** The same servers with conversations that are settled on each. */
export function clickhouseSettled(servers: readonly [ClickhouseServer, ClickhouseServer]): SettledEngine {
  const [first] = servers;
  const rowsOf = async (server: ClickhouseServer, sql: string) => {
    if (isQuery(sql)) return readRows(await server.query(`${sql} FORMAT JSON`));
    await server.query(sql);
    return [];
  };
  return {
    async create(statements) {
      for (const statement of statements) {
        const [, name = ""] = /`shard`.`(\w+)`/.exec(statement) ?? [];
        for (const server of servers) {
          await server.query(`DROP TABLE IF EXISTS shard.${name}`);
          await server.query(statement);
        }
        if (name !== "events") continue;
        await first.query("DROP TABLE IF EXISTS events");
        await first.query(createDistributedSql({ dialect: "clickhouse", table: ["shard", name] }, "pair", name));
      }
    },
    async insert(sql) {
      const statement = sql("events");
      if (statement !== undefined) await first.query(statement);
    },
    onEach: (sql) => Promise.all(servers.map((server) => rowsOf(server, sql))),
    onOne: (i, sql) => rowsOf(servers[i === 0 ? 0 : 1], sql),
    rows: (sql) => rowsOf(first, sql),
    servers: servers.length,
    asked: { settled: ["shard", "settled"], cluster: "pair" },
  };
}

/** The same servers with states, which are asked for server by server, and as one table that is all of them. */
export function clickhouseStates(servers: readonly [ClickhouseServer, ClickhouseServer]): StatesEngine {
  const [first] = servers;
  const onAll = async (sql: string) => {
    for (const server of servers) await server.query(sql);
  };
  return {
    async create(statements) {
      for (const statement of statements) {
        const [, name = ""] = /`shard`.`(\w+)`/.exec(statement) ?? [];
        await onAll(`DROP TABLE IF EXISTS shard.${name}`);
        await onAll(statement);
        await first.query(`DROP TABLE IF EXISTS ${name}`);
        await first.query(createDistributedSql({ dialect: "clickhouse", table: ["shard", name] }, "pair", name));
      }
    },
    async insert(sql) {
      const statement = sql("events");
      if (statement !== undefined) await first.query(statement);
    },
    optimize: () => onAll("OPTIMIZE TABLE shard.states FINAL"),
    rows: async (sql) => readRows(await first.query(`${sql} FORMAT JSON`)),
    asked: [{ states: ["shard", "states"], cluster: "pair" }, { states: "states" }],
  };
}
