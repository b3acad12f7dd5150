import { type Anomaly, refusal } from "../anomaly.ts";
import { forEachLine } from "../lines.ts";
import { encodingOf, parseLine } from "../parse-line.ts";
import type { ReplayOptions } from "../replay.ts";
import { GroupPacker, type PackedGroup } from "./group-packer.ts";
import type { ColumnWriter } from "./stored-columns.ts";

/** Lines of a log, one after the other. */
export interface LinesOfLog {
  readonly file: string;
  /** The number of the first. */
  readonly line: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Why no more could be read of the log, if that is so. */
  readonly broken: Anomaly | undefined;
}

/** The lines of a group. All of it can be sent to a thread. */
export interface LinesToPack {
  readonly blocks: readonly LinesOfLog[];
  readonly rowsInGroup: number;
  readonly options: Pick<ReplayOptions, "strict" | "hideText">;
}

/** Lines that were packed, and what was odd in them. */
export interface PackedLines {
  readonly groups: readonly PackedGroup[];
  readonly lines: number;
  readonly events: number;
  readonly anomalies: readonly Anomaly[];
}

/** Packs lines, whatever comes before and after them. */
export function packLines(writer: ColumnWriter, { blocks, rowsInGroup, options }: LinesToPack): PackedLines {
  const groups: PackedGroup[] = [];
  const anomalies: Anomaly[] = [];
  const packer = new GroupPacker(writer, (group) => groups.push(group), rowsInGroup);
  let [lines, events] = [0, 0];
  for (const { file, line, bytes, broken } of blocks) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const encoding = encodingOf(buffer);
    forEachLine(buffer, line, (from, to, at) => {
      const parsed = parseLine(buffer, from, to, encoding);
      lines++;
      if (parsed.success) events++;
      else anomalies.push(refusal(parsed.error, file, at, options));
      const isWritten = parsed.success && packer.addEvent(parsed.event);
      if (!isWritten) packer.addLine(buffer.subarray(from, to), parsed.success);
    });
    if (broken !== undefined) anomalies.push(broken);
  }
  packer.endGroup();
  return { groups, lines, events, anomalies };
}
