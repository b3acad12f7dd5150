import { DuckDBInstance } from "@duckdb/node-api";
import { createTableSql, EVENT_COLUMNS, toEventRow } from "chatledger/sql";
import type { SqlEngine, Value } from "./sql-engine.ts";

/** DuckDB in this process, with or without its optimizer, which for a few rows takes longer than all the rest. */
export async function duckdbEngine({ optimizes }: { readonly optimizes: boolean }): Promise<SqlEngine> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  if (!optimizes) await connection.run("PRAGMA disable_optimizer");
  let drop: string | undefined;
  return {
    dialect: "duckdb",
    async fill(named, events) {
      if (drop !== undefined) await connection.run(drop);
      drop = `DROP TABLE "${named.table.replaceAll('"', '""')}"`;
      await connection.run(createTableSql({ dialect: "duckdb", ...named }));
      const appender = await connection.createAppender(named.table);
      for (const event of events) {
        const row = toEventRow(event);
        for (const column of EVENT_COLUMNS) {
          const value = row[column];
          if (value === null) appender.appendNull();
          else if (typeof value === "number") appender.appendBigInt(BigInt(value));
          else appender.appendVarchar(value);
        }
        appender.endRow();
      }
      appender.closeSync();
    },
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader
        .getRowObjectsJS()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toValue(value)])));
    },
  };
}

function toValue(value: unknown): Value {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(toValue);
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  throw new TypeError(`DuckDB gave ${typeof value}.`);
}
