import { createTableSql } from "chatledger/sql";
import type { SqlEngine } from "../sql/sql-engine.ts";
import { insertSql, quotedName, readRows } from "./clickhouse-rows.ts";
import type { ClickhouseServer } from "./clickhouse-server.ts";

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
      const [account, conversation] = [columns.accountId ?? "accountId", columns.conversationId ?? "conversationId"];
      const key = `cityHash64(${quotedName(account)}, ifNull(${quotedName(conversation)}, ''))`;
      for (const server of servers) {
        await server.query(`DROP TABLE IF EXISTS shard.${name}`);
        await server.query(createTableSql({ dialect: "clickhouse", table: ["shard", table], columns }));
      }
      await first.query(`DROP TABLE IF EXISTS ${name}`);
      await first.query(
        `CREATE TABLE ${name} AS shard.${name} ENGINE = Distributed(pair, shard, ${text(table)}, ${key})`,
      );
      const insert = insertSql(name, columns, events);
      if (insert !== undefined) await first.query(insert);
    },
    rows: async (sql) => readRows(await first.query(`${sql} FORMAT JSON`)),
  };
}

function text(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}
