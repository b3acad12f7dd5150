import { type LedgerEvent, parseEvent } from "chatledger";
import { arrivals, billingEvent, log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { csvLine } from "../../../src/cli/csv.ts";
import { fieldKinds } from "../../../src/replay/tables/field-kinds.ts";

const cellOf = (value: unknown) => (typeof value === "number" ? value : String(value));
const columns = [...fieldKinds.keys()];

/** Events as CSV. */
export function csvOf(events: readonly object[], names = columns): string {
  const rows = events.map((one) => {
    const values = new Map<string, unknown>(Object.entries(one));
    return csvLine(names.map((name) => (values.has(name) ? cellOf(values.get(name)) : null)));
  });
  return [csvLine(names), ...rows].join("");
}

/** How to write Parquet: all that makes no difference to what it says. */
export type Writing = Omit<Parameters<typeof parquetWriteBuffer>[0], "columnData"> & {
  /** Of texts; numbers are written plainly. */
  readonly encoding?: "PLAIN" | "RLE_DICTIONARY" | "DELTA_BYTE_ARRAY" | "DELTA_LENGTH_BYTE_ARRAY" | undefined;
};

/** Events as the Parquet of another program. */
export function parquetOf(events: readonly object[], { encoding, ...writing }: Writing = {}): Uint8Array {
  const columnData = columns.map((name) => {
    const data = events.map((one) => new Map<string, unknown>(Object.entries(one)).get(name) ?? null);
    return fieldKinds.get(name) === "number"
      ? { name, data, type: "DOUBLE" as const, nullable: true }
      : { name, data, type: "STRING" as const, nullable: true, ...(encoding && { encoding }) };
  });
  return new Uint8Array(parquetWriteBuffer({ ...writing, columnData }));
}

/** Events of all kinds whose words are plain. */
export const plainEvents = fc
  .tuple(log(), fc.array(billingEvent(), { maxLength: 5 }))
  .chain(([chats, billing]) => arrivals<LedgerEvent>([...chats, ...billing]))
  .map((all) =>
    all.map((one): LedgerEvent => parseEvent({ ...one, text: undefined, label: undefined, comment: undefined })),
  );
