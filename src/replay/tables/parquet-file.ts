import { fstatSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { AsyncBuffer, Compressors, FileMetaData, SchemaElement, SchemaTree } from "hyparquet";
import { readWhole, withFile } from "../file-bytes.ts";
import { reasonOf } from "../reason-of.ts";
import { SourceError, sourceErrorOf } from "../source-error.ts";
import { isSystemError } from "../system-error.ts";
import { fieldKinds } from "./field-kinds.ts";
import { needed } from "./needed.ts";
import { FOOTER_END, footerLength, type ParquetFooter, readFooter } from "./parquet-footer.ts";

/** A Parquet file, of which the footer is read. */
export interface ParquetFile extends ParquetFooter {
  readonly name: string;
  /** How many bytes it has. */
  readonly size: number;
  /**
   * What the library makes of it, which is loaded when it is first asked for: nobody who scans a packed log needs it.
   *
   * @throws SourceError if the packages that read Parquet are not installed, or it is damaged.
   */
  byLibrary(): Promise<FileByLibrary>;
}

/** A Parquet file as the library has it. */
interface FileByLibrary {
  readonly library: typeof import("hyparquet");
  readonly buffer: AsyncBuffer;
  /** All that the footer says, of each column of each group too. */
  readonly metadata: FileMetaData;
  /** What unpacks the pages of the file. */
  readonly compressors: Compressors;
  readonly parsers: Readonly<Record<"stringFromBytes" | "uuidFromBytes", TextParser>>;
}

export const PACKAGES = "hyparquet hyparquet-compressors";

/**
 * Opens a Parquet file.
 *
 * @throws SourceError if it is damaged.
 */
export function openParquet(name: string): ParquetFile {
  try {
    const { footer, size } = withFile(name, (descriptor) => {
      const { size } = fstatSync(descriptor);
      return { size, footer: footerIn(descriptor, size) };
    });
    let file: Promise<FileByLibrary> | undefined;
    return {
      ...readFooter(footer),
      name,
      size,
      byLibrary() {
        file ??= openByLibrary(name, footer);
        return file;
      },
    };
  } catch (error) {
    throw unreadable(name, error);
  }
}

async function openByLibrary(name: string, footer: Buffer): Promise<FileByLibrary> {
  const library = await needed(() => import("hyparquet"), PACKAGES, name);
  const { compressors } = await needed(() => import("hyparquet-compressors"), PACKAGES, name);
  try {
    const buffer = await library.asyncBufferFromFile(name);
    // No event has a place on a map; and where the number of a column's children is damaged, looking for places has no end.
    const metadata = library.parquetMetadata(footer, { geoparquet: false });
    return { library, buffer, metadata, compressors: { ...compressors, GZIP: gunzip }, parsers };
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The footer of a file of so many bytes, with its end. */
function footerIn(descriptor: number, size: number): Buffer {
  const end = Buffer.alloc(FOOTER_END);
  const isWhole = size >= FOOTER_END && readWhole(descriptor, end, size - FOOTER_END);
  if (!isWhole) throw new RangeError("it has no footer");
  const footer = Buffer.alloc(footerLength(end, size - FOOTER_END) + FOOTER_END);
  if (!readWhole(descriptor, footer, size - footer.length)) throw new RangeError("it has become shorter");
  return footer;
}

/**
 * The columns of a file that are fields of events.
 *
 * @throws SourceError if one of them is a list or a structure, or holds local times.
 */
export async function eventColumnsOf(parquet: ParquetFile): Promise<readonly SchemaTree[]> {
  const { name: file } = parquet;
  const { library, metadata } = await parquet.byLibrary();
  const columns = library.parquetSchema(metadata).children.filter(({ element }) => fieldKinds.has(element.name));
  for (const { element, children } of columns) {
    const refused = (problem: string) =>
      new SourceError("unsupported-format", file, `its column ${JSON.stringify(element.name)} ${problem}.`);
    if (children.length > 0 || element.repetition_type === "REPEATED") {
      throw refused("holds lists or structures; store one value in it, as the field of an event has");
    }
    if (isLocalTime(element)) {
      const advice = "store it as a timestamp with time zone, or as text with an offset";
      throw refused(`holds local times without a zone; ${advice}`);
    }
  }
  return columns;
}

/** The names of these columns. Throws as {@link eventColumnsOf} does. */
export async function eventFieldsOf(file: ParquetFile): Promise<readonly string[]> {
  return (await eventColumnsOf(file)).map(({ element }) => element.name);
}

function isLocalTime({ logical_type: type }: SchemaElement): boolean {
  return type?.type === "TIMESTAMP" && !type.isAdjustedToUTC;
}

/** Makes a text of the bytes of a value, if there is one. */
type TextParser = (bytes: Uint8Array | undefined) => string | undefined;

const parsers: FileByLibrary["parsers"] = {
  /** A text that begins with a byte-order mark keeps it. */
  stringFromBytes: (bytes) => bytes && bufferOf(bytes).toString("utf8"),
  /** In a quarter of the time that the library takes. */
  uuidFromBytes(bytes) {
    if (bytes === undefined) return undefined;
    const hex = bufferOf(bytes).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Node's own is many times as fast. */
function gunzip(bytes: Uint8Array, length: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: Math.max(1, length) });
}

/** Whatever a reader of Parquet throws of a file that is damaged, in our words. */
export function unreadable(file: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  if (isSystemError(error)) return sourceErrorOf(error, file);
  return new SourceError("unsupported-format", file, `it cannot be read as Parquet (${reasonOf(error)}).`);
}
