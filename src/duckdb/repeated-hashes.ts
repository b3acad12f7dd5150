import { duckdb } from "../sql/dialects/duckdb.ts";
import { integer, print, type Sql, sql } from "../sql/fragment.ts";
import type { Engine } from "./engine.ts";
import { EVENTS } from "./event-view.ts";

/** A hash of the id of an event, within its account: much smaller than it, and most logs repeat none. */
export const HASH_OF_ID = sql`hash("accountId", "id")`;

/** A table of hashes, as `hash`. */
export const REPEATED_HASHES = duckdb.identifier("repeated_hashes");

const ALL_HASHES = duckdb.identifier("id_hashes");
/** So many are told apart at a time: that takes the engine more memory than to keep them. */
const MOST_HASHES = 1_000_000;

/** Makes a table of the hashes that several events have, of so many lines, and says how many they are. */
export async function findRepeatedHashes(engine: Engine, lines: number): Promise<number> {
  const events = duckdb.identifier(EVENTS);
  await engine.run(print(sql`CREATE OR REPLACE TABLE ${ALL_HASHES} AS SELECT ${HASH_OF_ID} AS "hash" FROM ${events}`));
  await engine.run(print(sql`CREATE OR REPLACE TABLE ${REPEATED_HASHES} ("hash" UBIGINT)`));
  for (const isIn of partsByHash(lines, MOST_HASHES)) {
    const again = sql`SELECT "hash" FROM ${ALL_HASHES} WHERE ${isIn} GROUP BY "hash" HAVING count(*) > 1`;
    await engine.run(print(sql`INSERT INTO ${REPEATED_HASHES} ${again}`));
  }
  await engine.run(print(sql`DROP TABLE ${ALL_HASHES}`));
  return countOf(engine, REPEATED_HASHES);
}

/** Conditions each of which holds for a part of so many hashes, so that the parts are about as large as they may be. */
export function partsByHash(count: number, most: number): readonly Sql[] {
  const parts = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: parts }, (_, part) => sql`"hash" % ${integer(parts)} = ${integer(part)}`);
}

/** How many rows a table has. */
export async function countOf(engine: Engine, table: Sql): Promise<number> {
  const [row] = await engine.rows(print(sql`SELECT count(*) AS "count" FROM ${table}`));
  return Number(row?.["count"]);
}
