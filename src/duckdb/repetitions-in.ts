import { rmSync } from "node:fs";
import { join } from "node:path";
import { toContent } from "../domain/event-content.ts";
import type { OpenLog } from "../replay/open-log.ts";
import { parsedLines } from "../replay/parsed-lines.ts";
import { EventIds } from "../replay/scan/event-ids.ts";
import { BrokenArchive } from "../replay/unpack.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { print, type Sql, sql } from "../sql/fragment.ts";
import type { EngineRow } from "./engine.ts";
import { EventFile } from "./event-file.ts";
import { LONGEST_LINE } from "./event-view.ts";
import type { LogEvents } from "./log-events.ts";
import type { ReadingOptions } from "./read-log.ts";
import type { RepeatedEvents } from "./repeated-events.ts";
import { wanted } from "./sightings.ts";
import { sortedRows } from "./sorted-rows.ts";

/** Where an event is: the place of its file among the logs, and its line. */
interface Place {
  readonly file: number;
  readonly line: number;
}

/** An event whose id came before. */
export interface RepetitionIn extends Place {
  readonly id: string;
  readonly is: "duplicate" | "conflicting-duplicate";
  /** Where the same event came first, or the id. */
  readonly first: Place;
}

/** More ids than these are not looked for: then every event is taken for one that may have come again. */
const MOST_IDS = 100_000;

/**
 * The events whose ids came before, in the order of the files and lines. The logs are read once more, and the engine is told where each
 * of these events is; so it finds where they came first, however many they are.
 */
export async function* repetitionsIn(
  { engine, logs }: LogEvents,
  repeated: RepeatedEvents,
  options: ReadingOptions,
): AsyncGenerator<RepetitionIn> {
  if (repeated.isNone) return;
  const ids = await repeated.ids(MOST_IDS);
  const seen = ids === undefined ? undefined : new EventIds(wanted(ids));
  const path = join(engine.folder, "sightings.ndjson");
  // Of an attempt that failed it may be there.
  rmSync(path, { force: true });
  const file = new EventFile(path);
  try {
    for (const [i, { log }] of logs.entries()) await sight(log, i, seen, file, options);
    file.end();
  } finally {
    file.close();
  }
  const batches = await sortedRows(engine, repetitionsQuery(path));
  rmSync(path);
  for await (const rows of batches) yield* rows.map(toRepetition);
}

/** Writes down where the events of some ids are, and perhaps some others. */
async function sight(
  log: OpenLog,
  place: number,
  seen: EventIds | undefined,
  file: EventFile,
  { signal }: ReadingOptions,
): Promise<void> {
  try {
    for await (const batch of parsedLines(log, () => {})) {
      signal?.throwIfAborted();
      for (const { line, parsed } of batch) {
        if (!parsed.success || seen?.seeEvent(parsed.event) === false) continue;
        const { accountId, id } = parsed.event;
        file.writeObject({ file: place, line, accountId, id, content: JSON.stringify(toContent(parsed.event)) });
      }
    }
  } catch (error) {
    // That it is damaged was said when it was read first.
    if (!(error instanceof BrokenArchive)) throw error;
  }
}

function repetitionsQuery(path: string): string {
  const columns = sql`{file: 'BIGINT', line: 'BIGINT', "accountId": 'VARCHAR', id: 'VARCHAR', content: 'VARCHAR'}`;
  const sightings = sql`read_json(${duckdb.text(path)}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${duckdb.bigint(LONGEST_LINE)})`;
  const isSame = sql`nth_same > 1`;
  const of = (same: Sql, first: Sql) => sql`CASE WHEN ${isSame} THEN ${same} ELSE ${first} END`;
  return print(sql`SELECT
  file, line, id, ${isSame} AS "isSame",
  ${of(sql`same_file`, sql`first_file`)} AS "firstFile", ${of(sql`same_line`, sql`first_line`)} AS "firstLine"
FROM (
  SELECT *,
    row_number() OVER of_id AS nth, first_value(file) OVER of_id AS first_file, first_value(line) OVER of_id AS first_line,
    row_number() OVER of_same AS nth_same, first_value(file) OVER of_same AS same_file, first_value(line) OVER of_same AS same_line
  FROM ${sightings}
  WINDOW
    of_id AS (PARTITION BY "accountId", id ORDER BY file, line),
    of_same AS (PARTITION BY "accountId", id, content ORDER BY file, line)
)
WHERE nth > 1
ORDER BY file, line`);
}

function toRepetition(row: EngineRow): RepetitionIn {
  return {
    file: Number(row["file"]),
    line: Number(row["line"]),
    id: String(row["id"]),
    is: row["isSame"] === true ? "duplicate" : "conflicting-duplicate",
    first: { file: Number(row["firstFile"]), line: Number(row["firstLine"]) },
  };
}
