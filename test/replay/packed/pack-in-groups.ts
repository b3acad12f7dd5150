import * as library from "hyparquet-writer";
import { openLog } from "../../../src/replay/open-log.ts";
import { PackedWriter } from "../../../src/replay/packed/packed-writer.ts";
import { Packing } from "../../../src/replay/packed/packing.ts";
import { ColumnWriter } from "../../../src/replay/packed/stored-columns.ts";

/** A log packed in groups of so few rows that there are several. */
export async function packInGroups(log: string, rowsInGroup: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const columns = new ColumnWriter(library);
  const writer = new PackedWriter(columns, (bytes) => pieces.push(Buffer.from(bytes)));
  const packing = new Packing(columns, writer, undefined, undefined, {}, rowsInGroup);
  await packing.read(await openLog(log));
  await packing.finish();
  return Buffer.concat(pieces);
}
