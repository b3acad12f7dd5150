import { eventFieldsOf, type ParquetFile } from "../tables/parquet-file.ts";
import type { Row } from "../tables/row.ts";
import { PackedFile } from "./packed-file.ts";
import { readGroup } from "./packed-group.ts";

/** The rows of a packed log, group by group. The line of a row is its number, from 1. */
export async function* packedRows(parquet: ParquetFile, onRead: (share: number) => void): AsyncGenerator<Row> {
  const columns = await eventFieldsOf(parquet);
  const file = new PackedFile(parquet);
  try {
    for (const [group, { from, size }] of file.groups.entries()) {
      const rowAt = await readGroup(file, group, columns);
      onRead(1 / file.groups.length);
      for (let i = 0; i < size; i++) yield { ...rowAt(i), line: from + i + 1 };
    }
  } finally {
    file.close();
  }
}
