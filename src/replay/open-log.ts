import { createReadStream } from "node:fs";
import { access, constants, open, stat } from "node:fs/promises";
import * as zlib from "node:zlib";
import { SourceError, sourceErrorOf } from "./source-error.ts";
import { BrokenArchive, type Unpacker, unpack } from "./unpack.ts";

/** A log to be read: its bytes, decompressed. */
export interface OpenLog {
  readonly format: "ndjson" | "csv" | "parquet";
  /** As the caller named it. */
  readonly name: string;
  /** In the file, compressed or not; `undefined` if it is not known, as for a pipe. */
  readonly size: number | undefined;
  /** Whether it is a file whose bytes are lines, so that parts of it can be read on their own. */
  readonly isPlain: boolean;
  /** How it is compressed, if that is known. */
  readonly compression: "gzip" | "zstd" | undefined;
  /** The bytes of the log. Throws {@link BrokenArchive} when what was compressed ends too early. */
  chunks(onRead?: (bytes: number) => void): AsyncIterable<Buffer>;
}

/** The bytes of all logs; `undefined` if one of them does not say. */
export function totalSize(logs: readonly OpenLog[]): number | undefined {
  return logs.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
}

/** Whether a log is a file, and no pipe. */
export function canBeReadAgain({ size }: OpenLog): boolean {
  return size !== undefined;
}

/** Logs by name. */
export function namesOf(logs: string | readonly string[]): readonly string[] {
  return typeof logs === "string" ? [logs] : logs;
}

const BLOCK = 1 << 20;
const UNPACKED_BLOCK = 1 << 18;
const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** With this Parquet begins, and ends. */
export const PARQUET: Buffer = Buffer.from("PAR1");

/**
 * Opens a log by name; `-` is standard input. Compression and Parquet are told by the first bytes, CSV by the name.
 *
 * @throws SourceError for a file that is missing, a directory, unreadable or of a format that cannot be read.
 */
export async function openLog(name: string): Promise<OpenLog> {
  if (name === "-") {
    const chunks: OpenLog["chunks"] = (onRead) => decompress(name, counted(process.stdin, onRead));
    return { name, format: "ndjson", size: undefined, isPlain: false, compression: undefined, chunks };
  }
  const size = await sizeOf(name);
  const again = size === undefined ? undefined : () => readFile(name);
  // What is no regular file can be read once only.
  const head = size === undefined ? Buffer.alloc(0) : await firstBytes(name);
  const compression = startsWith(head, GZIP) ? "gzip" : startsWith(head, ZSTD) ? "zstd" : undefined;
  const isArchive = name.endsWith(".gz") || compression !== undefined;
  const format = startsWith(head, PARQUET) ? "parquet" : /\.csv(\.gz|\.zst)?$/i.test(name) ? "csv" : "ndjson";
  // Some file systems say 0 of what they make up as it is read.
  const isPlain = size !== undefined && size > 0 && format === "ndjson" && !isArchive;
  const chunks: OpenLog["chunks"] = (onRead) => decompress(name, counted(readFile(name), onRead), again);
  return { name, format, size, isPlain, compression, chunks };
}

/** So many logs are opened at once: to wait for each alone takes longer, and a process may have so many files open. */
const AT_ONCE = 32;

/**
 * Opens a log by name, or several in their order.
 *
 * @throws SourceError as {@link openLog} does, for the first of them that cannot be opened.
 */
export async function openLogs(named: string | readonly string[]): Promise<readonly OpenLog[]> {
  const names = namesOf(named);
  const logs: OpenLog[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const opened = await Promise.allSettled(names.slice(from, from + AT_ONCE).map(openLog));
    for (const each of opened) {
      if (each.status === "rejected") throw each.reason;
      logs.push(each.value);
    }
  }
  return logs;
}

async function firstBytes(name: string): Promise<Buffer> {
  try {
    const file = await open(name);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(ZSTD.length), 0, ZSTD.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw sourceErrorOf(error, name);
  }
}

async function sizeOf(name: string): Promise<number | undefined> {
  try {
    const found = await stat(name);
    if (found.isDirectory()) throw Object.assign(new Error("a directory"), { code: "EISDIR" });
    await access(name, constants.R_OK);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    throw sourceErrorOf(error, name);
  }
}

async function* readFile(name: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(name, { highWaterMark: BLOCK });
  } catch (error) {
    throw sourceErrorOf(error, name);
  }
}

async function* counted(chunks: AsyncIterable<unknown>, onRead?: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    onRead?.(bytes.length);
    yield bytes;
  }
}

async function* decompress(
  name: string,
  chunks: AsyncGenerator<Buffer>,
  again?: () => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    const head = await headOf(chunks);
    const all = chain(head, chunks);
    if (startsWith(head, PARQUET))
      throw new SourceError("unsupported-format", name, "Parquet is read from a file only.");
    if (startsWith(head, GZIP)) yield* unpack(all, () => zlib.createGunzip({ chunkSize: UNPACKED_BLOCK }), again);
    else if (startsWith(head, ZSTD)) yield* unpack(all, () => zstdOf(name), again);
    else if (head.length > 0 && name.endsWith(".gz"))
      throw new BrokenArchive("it is named .gz and is not in the gzip format");
    else yield* all;
  } finally {
    // Whoever stops early need not have come to the rest.
    await chunks.return(undefined);
  }
}

/** The first bytes: enough to tell the format, more if they came together. */
async function headOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < ZSTD.length) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* chain(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

interface ZstdLibrary {
  createZstdDecompress(options: zlib.ZlibOptions): Unpacker;
}

/** Node can read zstd since 22.15 and 23.8; the types are of an older one. */
function canReadZstd(library: object): library is ZstdLibrary {
  return "createZstdDecompress" in library;
}

function zstdOf(name: string): Unpacker {
  if (canReadZstd(zlib)) return zlib.createZstdDecompress({ chunkSize: UNPACKED_BLOCK });
  throw new SourceError(
    "unsupported-format",
    name,
    `this Node (${process.version}) cannot read zstd; take Node 22.15 or later, or pipe it: zstd -dc ${name} | chatledger … -`,
  );
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}
