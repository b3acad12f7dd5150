import * as library from "hyparquet-writer";
import type { LedgerEvent } from "../../../src/domain/event.ts";
import { openLogs } from "../../../src/replay/open-log.ts";
import { GroupPacker } from "../../../src/replay/packed/group-packer.ts";
import type { PackThreads } from "../../../src/replay/packed/pack-threads.ts";
import { PackedWriter } from "../../../src/replay/packed/packed-writer.ts";
import { Packing, type PackingOptions } from "../../../src/replay/packed/packing.ts";
import { ColumnWriter } from "../../../src/replay/packed/stored-columns.ts";

const columns = new ColumnWriter(library);

/** A log packed in groups of so few rows that there are several. */
export async function packInGroups(log: string, rowsInGroup: number): Promise<Buffer> {
  return (await packAllInGroups([log], rowsInGroup)).file;
}

/** The same of several logs, by threads if there are some, and what is said of the logs. */
export async function packAllInGroups(
  logs: readonly string[],
  rowsInGroup: number,
  by?: PackThreads,
  options: PackingOptions = {},
) {
  const pieces: Buffer[] = [];
  const writer = new PackedWriter(columns, (bytes) => pieces.push(Buffer.from(bytes)));
  const packing = new Packing(columns, writer, by, undefined, options, rowsInGroup);
  for (const log of await openLogs(logs)) await packing.read(log);
  await packing.finish();
  const { anomalies, bytes, lines, events } = packing;
  return { file: Buffer.concat(pieces), anomalies, bytes, lines, events };
}

/** Events packed as if they had been read. */
export function packEvents(events: Iterable<LedgerEvent>, rowsInGroup?: number): Buffer {
  const pieces: Buffer[] = [];
  const writer = new PackedWriter(columns, (bytes) => pieces.push(Buffer.from(bytes)));
  const packer = new GroupPacker(columns, (group) => writer.add(group), rowsInGroup);
  for (const event of events) packer.addEvent(event);
  packer.endGroup();
  writer.finish();
  return Buffer.concat(pieces);
}
