import type { EventParseResult } from "../domain/parse-event.ts";
import { forEachLine, lineBlocks } from "./lines.ts";
import type { OpenLog } from "./open-log.ts";
import { encodingOf, parseLine } from "./parse-line.ts";
import { readRow } from "./tables/row.ts";
import { tableRows } from "./tables/table-rows.ts";

/** A line of a log, or a row of a table, and what the parser made of it. */
export interface ParsedLine {
  readonly line: number;
  readonly parsed: EventParseResult;
}

const ROWS_AT_A_TIME = 4_096;

/**
 * The lines of a log that are not blank, in batches of about a megabyte. The next batch is read when it is asked for.
 *
 * @throws BrokenArchive, SourceError
 */
export async function* parsedLines(
  log: OpenLog,
  onRead: (bytes: number) => void,
): AsyncGenerator<readonly ParsedLine[]> {
  if (log.format === "ndjson") yield* ofText(log, onRead);
  else yield* ofTable(log, onRead);
}

async function* ofText(log: OpenLog, onRead: (bytes: number) => void): AsyncGenerator<readonly ParsedLine[]> {
  let next = 1;
  for await (const bytes of lineBlocks(log.chunks(onRead))) {
    const encoding = encodingOf(bytes);
    const batch: ParsedLine[] = [];
    next = forEachLine(bytes, next, (from, to, line) => {
      batch.push({ line, parsed: parseLine(bytes, from, to, encoding) });
    });
    yield batch;
  }
}

async function* ofTable(log: OpenLog, onRead: (bytes: number) => void): AsyncGenerator<readonly ParsedLine[]> {
  let batch: ParsedLine[] = [];
  try {
    for await (const row of tableRows(log, onRead)) {
      batch.push({ line: row.line, parsed: readRow(row) });
      if (batch.length < ROWS_AT_A_TIME) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    // What came before a failure counts.
    yield batch;
    throw error;
  }
  yield batch;
}
