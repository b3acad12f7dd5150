import * as z from "zod/mini";
import { readJson } from "../../domain/read-json.ts";
import { SCHEMA_VERSION } from "../../domain/upcast.ts";
import type { ParquetFooter } from "../tables/parquet-footer.ts";

/** Who writes packed logs, as their metadata say it. */
export const CREATOR = "chatledger";

/** What stands in the metadata of a packed log: the version of its events' schema, of each column of a group a checksum, ... */
export const VERSION_KEY = "chatledger.schemaVersion";
export const SUMS_KEY = "chatledger.crc32";
/** ... one of what the footer says before the metadata, ... */
export const FOOTER_KEY = "chatledger.footer";
/** ... and how many conversations are numbered, if those of all events are. */
export const CONVERSATIONS_KEY = "chatledger.conversations";
/** ... and then where it says in which groups these begin and end. */
export const LIFETIMES_KEY = "chatledger.lifetimes";

/** How many rows make a group at most, which is held in memory at a time. */
export const ROWS_IN_GROUP = 1 << 16;

type About = Pick<ParquetFooter, "createdBy" | "metadata">;

/** Whether a Parquet file is a packed log, or was one before another program wrote it again. */
export function isPacked({ metadata }: About): boolean {
  return metadata.has(VERSION_KEY);
}

/** Whether a Parquet file lies as it was packed, by us and by today's schema. */
export function isOurs({ createdBy, metadata }: About): boolean {
  return createdBy === CREATOR && metadata.get(VERSION_KEY) === String(SCHEMA_VERSION);
}

/**
 * The checksums of a packed log, group by group and column by column; `undefined` of a file that was not packed by us. Throws if what the
 * footer says of columns and groups is not what was packed.
 */
export function sumsOf({ createdBy, metadata, checksum }: ParquetFooter): readonly (readonly number[])[] | undefined {
  if (createdBy !== CREATOR) return undefined;
  if (metadata.get(FOOTER_KEY) !== footerSum(checksum)) throw new Error("its footer is not that which was packed");
  return sumsSchema.parse(JSON.parse(metadata.get(SUMS_KEY) ?? "[]"));
}

/** How many rows the groups have. Throws if a group that was packed by us has more than we pack together. */
export function sizesOf({ createdBy, groups }: ParquetFooter): readonly number[] {
  const sizes = groups.map(({ rows }) => rows);
  const most = createdBy === CREATOR ? ROWS_IN_GROUP : Number.MAX_SAFE_INTEGER;
  if (sizes.every((size) => size <= most)) return sizes;
  throw new RangeError("a group has more rows than any that was packed");
}

/** How many conversations are numbered; `undefined` if some are not. */
export function numberedConversations({ metadata, rows }: ParquetFooter): number | undefined {
  const count = Number(metadata.get(CONVERSATIONS_KEY));
  return Number.isSafeInteger(count) && count >= 0 && count <= rows ? count : undefined;
}

/** Where in a file the lifetimes of its conversations are, their checksum, how many begin in each group, and how many go on in one at most. */
export type LifetimesPlace = z.output<typeof lifetimesSchema>;

/** Where the lifetimes of conversations are; `undefined` if the file does not say, or was not packed by us. */
export function placeOfLifetimes({ createdBy, metadata, groups }: ParquetFooter): LifetimesPlace | undefined {
  const text = createdBy === CREATOR ? metadata.get(LIFETIMES_KEY) : undefined;
  const read = text === undefined ? undefined : readJson(text);
  const place = read?.success === true ? lifetimesSchema.safeParse(read.value).data : undefined;
  return place?.begun.length === groups.length ? place : undefined;
}

/** A checksum of a footer as it stands there. It is always as long, so that it can be put in place of that which is not known yet. */
export function footerSum(checksum = 0): string {
  return checksum.toString(16).padStart(8, "0");
}

/** The place of a column in a group; -1 if it is not there. */
export function columnIndexOf({ groups }: Pick<ParquetFooter, "groups">, group: number, name: string): number {
  return (groups[group]?.columns ?? []).findIndex((column) => column.name === name);
}

const sumsSchema = z.array(z.array(z.number()));
const count = z.int().check(z.minimum(0));
const lifetimesSchema = z.object({
  from: count,
  length: count,
  crc32: count,
  begun: z.array(count),
  mostAtOnce: count,
});
