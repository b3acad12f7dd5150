import { duckdb } from "../sql/dialects/duckdb.ts";
import { print, type Sql, sql } from "../sql/fragment.ts";
import type { Engine } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import type { EventId } from "./sightings.ts";

/** The events whose ids came several times. */
export interface RepeatedEvents {
  /** The ids that were given to several events. */
  readonly conflicting: readonly EventId[];
  /** How often an event came that had come before, of those events for which a condition on their columns holds. */
  duplicates(condition?: Sql): Promise<number>;
}

/** Looks for ids that came several times. */
export async function repeatedEvents(engine: Engine): Promise<RepeatedEvents> {
  const events = duckdb.identifier(EVENTS);
  const [hashes, repeated] = [duckdb.identifier("repeated_hashes"), duckdb.identifier("repeated_events")];
  const id = sql`${duckdb.identifier("accountId")}, ${duckdb.identifier("id")}`;
  // Hashes are much smaller than ids, and most logs repeat none. Of those that they do repeat the events are compared.
  const hash = sql`hash(${id})`;
  const isAgain = sql`HAVING count(*) > 1`;
  await engine.run(
    print(sql`CREATE OR REPLACE TABLE ${hashes} AS SELECT ${hash} AS "hash" FROM ${events} GROUP BY ALL ${isAgain}`),
  );
  const [one] = await engine.rows(print(sql`SELECT 1 AS "one" FROM ${hashes} LIMIT 1`));
  if (one === undefined) return { conflicting: [], duplicates: async () => 0 };
  const distinct = sql`SELECT *, count(*) AS "times" FROM ${events} WHERE ${hash} IN (SELECT "hash" FROM ${hashes}) GROUP BY ALL`;
  await engine.run(print(sql`CREATE OR REPLACE TABLE ${repeated} AS ${distinct}`));
  const rows = await engine.rows(print(sql`SELECT ${id} FROM ${repeated} GROUP BY ALL ${isAgain}`));
  return {
    conflicting: rows.map((row) => ({ accountId: String(row["accountId"]), id: String(row["id"]) })),
    async duplicates(condition = duckdb.truth(true)) {
      const sum = sql`coalesce(sum("times" - 1), 0)::BIGINT AS "duplicates"`;
      const [counted] = await engine.rows(print(sql`SELECT ${sum} FROM ${repeated} WHERE ${condition}`));
      return Number(counted?.["duplicates"]);
    },
  };
}
