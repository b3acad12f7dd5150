/*
 * Loads rows into a database of DuckDB and asks for the statistics by month, in one thread: prints the seconds of the processor
 * for each.
 *
 *   node bench/planning-duckdb.mjs ROWS DATABASE
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { smartsupp } from "chatledger";
import { createTableSql, EVENT_COLUMNS, toSql } from "chatledger/sql";

const NUMBERS = new Set(["occurredAt", "sequence", "rating", "conversations", "periodStart"]);
const [, , rows = "", database = ""] = process.argv;
const instance = await DuckDBInstance.create(database, { threads: "1" });
const connection = await instance.connect();

/** @param {() => Promise<unknown>} work */
async function seconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const columns = EVENT_COLUMNS.map((name) => `"${name}": '${NUMBERS.has(name) ? "BIGINT" : "VARCHAR"}'`).join(", ");
const read = `read_json('${rows}', format = 'newline_delimited', columns = {${columns}})`;
await connection.run(createTableSql({ dialect: "duckdb" }));
const load = await seconds(async () => {
  await connection.run(`INSERT INTO events BY NAME SELECT * FROM ${read}`);
  await connection.run("CHECKPOINT");
});
const query = /** @type {const} */ ({ of: "statistics", by: "month", from: "2025-01-01", to: "2026-01-01" });
const sql = toSql(smartsupp, { dialect: "duckdb", query });
const scan = await seconds(() => connection.runAndReadAll(sql));
console.log(JSON.stringify({ load, scan }));
