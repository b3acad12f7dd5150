import type { OpenLog } from "../open-log.ts";
import { isPacked } from "../packed/packed-metadata.ts";
import { packedRows } from "../packed/packed-rows.ts";
import { csvRows } from "./csv-rows.ts";
import { openParquet, unreadable } from "./parquet-file.ts";
import { parquetRows } from "./parquet-rows.ts";
import type { Row } from "./row.ts";

/**
 * The rows of a log that is a table.
 *
 * @throws SourceError
 */
export async function* tableRows(log: OpenLog, onRead: (bytes: number) => void): AsyncGenerator<Row> {
  const { name, size = 0 } = log;
  if (log.format === "csv") {
    yield* csvRows(name, log.chunks(onRead));
    return;
  }
  const file = openParquet(name);
  const rows = isPacked(file) ? packedRows : parquetRows;
  try {
    yield* rows(file, (share) => onRead(share * size));
  } catch (error) {
    throw unreadable(name, error);
  }
}
