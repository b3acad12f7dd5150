import { createDistributedSql, createTableSql } from "chatledger/sql";
import type { SqlEngine } from "../sql/sql-engine.ts";
import { insertSql, quotedName, readRows } from "./clickhouse-rows.ts";
import type { ClickhouseServer } from "./clickhouse-server.ts";
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
