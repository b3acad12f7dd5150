import { type Anomaly, repetition } from "../replay/anomaly.ts";
import { Identities } from "../replay/identities.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { print, sql } from "../sql/fragment.ts";
import type { Engine } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import type { LogEvents } from "./log-events.ts";
import type { ReadingOptions } from "./read-log.ts";
import { type EventId, sightingsOf, wanted } from "./sightings.ts";

/**
 * What was odd in logs, and besides the ids that were given to several events, as a replay finds them. Events that came twice are no
 * error, and may be as many as there are events: they are not looked for. Only if there are conflicts the logs are read once more, for
 * their places.
 */
export async function withConflicts({ engine, logs }: LogEvents, options: ReadingOptions): Promise<readonly Anomaly[]> {
  const ids = wanted(await conflictingIds(engine));
  if (ids.wanted.length === 0) return logs.flatMap(({ anomalies }) => anomalies);
  const identities = new Identities();
  const all: Anomaly[] = [];
  for (const { name, log, anomalies } of logs) {
    const conflicts = (await sightingsOf(log, ids, options)).flatMap(({ accountId, content, line }) => {
      const recognition = identities.recognise(accountId, content, name, line);
      return recognition?.is === "conflicting-duplicate" ? [repetition(recognition, name, line, content.id)] : [];
    });
    all.push(...[...anomalies, ...conflicts].sort((a, b) => placeIn(a) - placeIn(b)));
  }
  return all;
}

/** What is said of a file as a whole comes last. */
function placeIn({ line }: Anomaly): number {
  return line ?? Number.MAX_SAFE_INTEGER;
}

async function conflictingIds(engine: Engine): Promise<readonly EventId[]> {
  const [events, repeated] = [duckdb.identifier(EVENTS), duckdb.identifier("repeated")];
  const id = sql`${duckdb.identifier("accountId")}, ${duckdb.identifier("id")}`;
  // Hashes are much smaller than ids, and most logs repeat none. Of those that they do repeat the events are compared.
  const hash = sql`hash(${id})`;
  const isAgain = sql`HAVING count(*) > 1`;
  await engine.run(
    print(sql`CREATE OR REPLACE TABLE ${repeated} AS SELECT ${hash} AS "hash" FROM ${events} GROUP BY ALL ${isAgain}`),
  );
  const [one] = await engine.rows(print(sql`SELECT 1 AS "one" FROM ${repeated} LIMIT 1`));
  if (one === undefined) return [];
  const distinct = sql`SELECT DISTINCT * FROM ${events} WHERE ${hash} IN (SELECT "hash" FROM ${repeated})`;
  const rows = await engine.rows(print(sql`SELECT ${id} FROM (${distinct}) GROUP BY ALL ${isAgain}`));
  return rows.map((row) => ({ accountId: String(row["accountId"]), id: String(row["id"]) }));
}
