import type { PackedFile } from "../packed/packed-file.ts";
import { columnIndexOf } from "../packed/packed-metadata.ts";
import type { BytesPlace } from "../tables/parquet-footer.ts";
import { allAtRest } from "./all-at-rest.ts";
import { heardLate } from "./heard-late.ts";
import { COLUMN_PADDING } from "./packed-column.ts";
import { type RowTexts, unpackTexts } from "./row-texts.ts";

/** A packed log, as far as columns are read of it. */
export type ReadableColumns = Pick<PackedFile, "parquet" | "groups" | "placeOf" | "read" | "check">;

/** The bytes of columns of a group of rows, by name. {@link COLUMN_PADDING} more can be read after each. */
export type GroupColumns = ReadonlyMap<string, Buffer>;

/** The texts of columns of a group of rows, by name. */
type GroupTexts = ReadonlyMap<string, RowTexts>;

/** What is read of a group. */
export interface GroupContent {
  readonly columns: GroupColumns;
  readonly texts: GroupTexts;
}

interface Column {
  readonly name: string;
  readonly index: number;
  readonly bytes: Buffer;
  /** Of a column that is unpacked. */
  readonly texts: RowTexts | undefined;
}

interface ColumnPlace extends BytesPlace {
  readonly name: string;
  readonly index: number;
}

/** Columns that lie side by side. */
interface Run extends BytesPlace {
  readonly columns: readonly ColumnPlace[];
}

/** Reads columns of a packed log, group by group. While one group is looked at the next is read. */
export class ColumnsAhead {
  readonly #file: ReadableColumns;
  readonly #names: readonly string[];
  readonly #unpacked: readonly string[];
  /** What is read into next, and what is looked at meanwhile. */
  #memory: readonly [Buffer, Buffer];
  #group = 0;
  #reading: Promise<readonly Column[]>;

  /**
   * Begins to read the first group.
   *
   * @param names of columns that are read as they lie.
   * @param unpacked those of columns whose texts are unpacked besides.
   * @param memory to read into; a group for which it is too small is read into memory of its own.
   */
  constructor(
    file: ReadableColumns,
    names: readonly string[],
    memory: readonly [Buffer, Buffer],
    unpacked: readonly string[] = [],
  ) {
    this.#file = file;
    this.#names = names;
    this.#unpacked = unpacked;
    this.#memory = memory;
    this.#reading = heardLate(this.#read(this.#group));
  }

  /** The columns of the next group: good until the next are asked for. Rejects if they are not those that were packed. */
  async next(): Promise<GroupContent> {
    const columns = await this.#reading;
    const group = this.#group++;
    if (this.#group < this.#file.groups.length) this.#reading = heardLate(this.#read(this.#group));
    for (const { index, bytes, texts } of columns) if (texts === undefined) this.#file.check(group, index, bytes);
    return {
      columns: new Map(columns.map(({ name, bytes }) => [name, bytes])),
      texts: new Map(columns.flatMap(({ name, texts }) => (texts === undefined ? [] : [[name, texts]]))),
    };
  }

  /** Waits for what is read ahead. The memory is free then. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#reading]);
  }

  async #read(group: number): Promise<readonly Column[]> {
    const { parquet } = this.#file;
    const runs = runsOf(
      [...this.#names, ...this.#unpacked].map((name) => {
        const index = columnIndexOf(parquet, group, name);
        return { name, index, ...this.#file.placeOf(group, index) };
      }),
    );
    const needed = runs.reduce((sum, { length }) => sum + length + COLUMN_PADDING, 0);
    const [own, other] = this.#memory;
    const memory = own.length < needed ? Buffer.allocUnsafeSlow(needed) : own;
    this.#memory = [other, memory];
    let at = 0;
    const reading = runs.map(async ({ from, length, columns }) => {
      const bytes = memory.subarray(at, at + length);
      at += length + COLUMN_PADDING;
      await this.#file.read(bytes, from);
      return columns.map((column) => {
        const start = column.from - from;
        return { name: column.name, index: column.index, bytes: bytes.subarray(start, start + column.length) };
      });
    });
    // Where one cannot be read, the others may be read into memory still.
    const columns = (await allAtRest(reading)).flat();
    return allAtRest(columns.map((column) => this.#unpack(group, column)));
  }

  /** Unpacks a column if it is to be unpacked, once it is sure that it is as it was packed. */
  async #unpack(group: number, column: Omit<Column, "texts">): Promise<Column> {
    if (!this.#unpacked.includes(column.name)) return { ...column, texts: undefined };
    this.#file.check(group, column.index, column.bytes);
    return { ...column, texts: await unpackTexts(column.bytes, this.#file.groups[group]?.size ?? 0) };
  }
}

function runsOf(columns: readonly ColumnPlace[]): readonly Run[] {
  const runs: Run[] = [];
  for (const column of columns.toSorted((a, b) => a.from - b.from)) {
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.length === column.from) {
      runs[runs.length - 1] = { ...last, length: last.length + column.length, columns: [...last.columns, column] };
    } else runs.push({ from: column.from, length: column.length, columns: [column] });
  }
  return runs;
}
