/*
 * Writes a log as CSV and as Parquet, by DuckDB (npm install --no-save @duckdb/node-api).
 *
 *   node bench/as-tables.mjs LOG FOLDER
 */
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [log, folder = "."] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create()).connect();
await connection.run("SET TimeZone = 'UTC'");
const events = `SELECT * REPLACE (strftime(occurredAt, '%Y-%m-%dT%H:%M:%S.%gZ') AS occurredAt) FROM read_json_auto('${log}')`;
await connection.run(`COPY (${events}) TO '${join(folder, "log.csv")}' (FORMAT csv)`);
await connection.run(`COPY (${events}) TO '${join(folder, "log.parquet")}' (FORMAT parquet)`);
