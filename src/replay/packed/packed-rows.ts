import { eventColumnsOf, type ParquetFile } from "../tables/parquet-file.ts";
import type { Row } from "../tables/row.ts";
import { readGroup } from "./packed-group.ts";

/** The rows of a packed log, group by group. The line of a row is its number, from 1. */
export async function* packedRows(file: ParquetFile, onRead: (share: number) => void): AsyncGenerator<Row> {
  const groups = file.metadata.row_groups;
  const columns = eventColumnsOf(file);
  let line = 1;
  for (const group of groups.keys()) {
    const { size, rowAt } = await readGroup(file, group, columns);
    onRead(1 / groups.length);
    for (let i = 0; i < size; i++) yield { ...rowAt(i), line: line++ };
  }
}
