import { duckdb } from "../sql/dialects/duckdb.ts";
import { print, type Sql, sql } from "../sql/fragment.ts";
import type { Engine } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import type { LogEvents } from "./log-events.ts";
import { countOf, findRepeatedHashes, HASH_OF_ID, partsByHash, REPEATED_HASHES } from "./repeated-hashes.ts";
import type { EventId } from "./sightings.ts";

/** The events whose ids came several times. */
export interface RepeatedEvents {
  readonly isNone: boolean;
  /** The ids that were given to several events. */
  readonly conflicting: readonly EventId[];
  /** All the ids; `undefined` if there are more than so many. */
  ids(most: number): Promise<readonly EventId[] | undefined>;
  /** How often an event came that had come before, of those for whose `accountId`, `type` and `occurredAt` a condition holds. */
  duplicates(condition?: Sql): Promise<number>;
}

const OCCURRENCES = duckdb.identifier("occurrences");
const SOME = duckdb.identifier("some_repeated_events");
const REPEATED = duckdb.identifier("repeated_events");
const ID = sql`"accountId", "id"`;
/** So many are compared at a time. */
const MOST_OCCURRENCES = 200_000;

/** Looks for ids that came several times. */
export async function repeatedEvents({ engine, lines }: Pick<LogEvents, "engine" | "lines">): Promise<RepeatedEvents> {
  const hashes = await findRepeatedHashes(engine, lines);
  if (hashes === 0) return { isNone: true, conflicting: [], ids: async () => [], duplicates: async () => 0 };
  const conflicting = await compareEvents(engine);
  return {
    isNone: false,
    conflicting,
    ids: async (most) => (hashes > most ? undefined : idsIn(engine, sql`SELECT DISTINCT ${ID} FROM ${REPEATED}`)),
    async duplicates(condition = duckdb.truth(true)) {
      const sum = sql`coalesce(sum("times" - 1), 0)::BIGINT AS "duplicates"`;
      const [counted] = await engine.rows(print(sql`SELECT ${sum} FROM ${REPEATED} WHERE ${condition}`));
      return Number(counted?.["duplicates"]);
    },
  };
}

/** Makes a table of the events whose ids have repeated hashes, each once, and gives the ids that several of them have. */
async function compareEvents(engine: Engine): Promise<readonly EventId[]> {
  const run = (statement: Sql) => engine.run(print(statement));
  const events = sql`(SELECT *, ${HASH_OF_ID} AS "hash" FROM ${duckdb.identifier(EVENTS)})`;
  const isRepeated = sql`"hash" IN (SELECT "hash" FROM ${REPEATED_HASHES})`;
  await run(sql`CREATE OR REPLACE TABLE ${OCCURRENCES} AS SELECT * FROM ${events} WHERE ${isRepeated}`);
  const columns = sql`"accountId" VARCHAR, "id" VARCHAR, "type" VARCHAR, "occurredAt" BIGINT, "times" BIGINT`;
  await run(sql`CREATE OR REPLACE TABLE ${REPEATED} (${columns})`);
  const conflicting: EventId[] = [];
  for (const isIn of partsByHash(await countOf(engine, OCCURRENCES), MOST_OCCURRENCES)) {
    const distinct = sql`SELECT *, count(*) AS "times" FROM ${OCCURRENCES} WHERE ${isIn} GROUP BY ALL`;
    await run(sql`CREATE OR REPLACE TABLE ${SOME} AS ${distinct}`);
    await run(sql`INSERT INTO ${REPEATED} SELECT ${ID}, "type", "occurredAt", "times" FROM ${SOME}`);
    const conflicts = sql`SELECT ${ID} FROM ${SOME} GROUP BY ${ID} HAVING count(*) > 1`;
    for (const id of await idsIn(engine, conflicts)) conflicting.push(id);
  }
  await run(sql`DROP TABLE ${OCCURRENCES}`);
  await run(sql`DROP TABLE ${SOME}`);
  return conflicting;
}

async function idsIn(engine: Engine, query: Sql): Promise<readonly EventId[]> {
  const rows = await engine.rows(print(query));
  return rows.map((row) => ({ accountId: String(row["accountId"]), id: String(row["id"]) }));
}
