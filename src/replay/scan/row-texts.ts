import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { readHybridRuns } from "../tables/hybrid-runs.ts";
import { allAtRest } from "./all-at-rest.ts";
import { ABSENT, COLUMN_PADDING, type ColumnTexts, type PageBytes, pagesIn, textsIn } from "./packed-column.ts";

/** The texts of the rows of a group, in memory of their own: that of a row lies in [starts[row], ends[row]). */
export interface RowTexts {
  readonly bytes: Buffer;
  /** Of the same bytes, and some more. */
  readonly view: DataView;
  /** {@link ABSENT} of a row that has none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const unzip = promisify(gunzip);
/** So many bytes are unpacked at a time, at least and at most. */
const SMALLEST_CHUNK = 1 << 6;
const LARGEST_CHUNK = 1 << 22;

/**
 * Unpacks a column of texts that is not scanned, while something else is done. Rejects if it does not lie as it was packed.
 *
 * @param chunk its bytes in the file; {@link COLUMN_PADDING} more must be readable.
 * @param size how many rows the group has.
 */
export async function unpackTexts(chunk: Buffer, size: number): Promise<RowTexts> {
  const { buffer, byteOffset, length } = chunk;
  const view = new DataView(buffer, byteOffset, length + COLUMN_PADDING);
  const { dictionary, pages } = pagesIn({ bytes: chunk, view, scratch: new Int32Array(size) }, size);
  const unpack = async (page: PageBytes) => (isEmpty(page) ? NOTHING : unpacked(chunk, page));
  // Where one cannot be unpacked, others may be read from the chunk still.
  const [texts, ...values] = await allAtRest([dictionary ?? NO_PAGE, ...pages].map(unpack));
  const bytes = Buffer.concat([texts ?? NOTHING, ...values, Buffer.alloc(COLUMN_PADDING)]);
  const all = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  let at = texts?.length ?? 0;
  const known = textsIn(all.view, 0, at, dictionary?.count ?? 0);
  const starts = new Int32Array(size).fill(ABSENT);
  const ends = new Int32Array(size);
  for (const [i, { row, rows, present, count, isByNumber }] of pages.entries()) {
    const to = at + (values[i]?.length ?? 0);
    const own = isByNumber ? numbered(all, at, to, count, known) : textsIn(all.view, at, to, count);
    let next = 0;
    for (let place = row; next < count && place < row + rows; place++) {
      if (present !== undefined && present[place - row] !== 1) continue;
      starts[place] = own.starts[next] ?? ABSENT;
      ends[place] = own.ends[next] ?? 0;
      next++;
    }
    at = to;
  }
  return { ...all, starts, ends };
}

const NOTHING = Buffer.alloc(0);
const NO_PAGE: PageBytes = { from: 0, to: 0, unpackedLength: 0 };

function isEmpty({ from, to, unpackedLength }: PageBytes): boolean {
  return from === to && unpackedLength === 0;
}

/** The bytes of a page as they were before they were packed. */
async function unpacked(chunk: Buffer, { from, to, unpackedLength: length }: PageBytes): Promise<Buffer> {
  if (!(length >= 0)) throw new RangeError("a page of no length");
  const bytes = await unzip(chunk.subarray(from, to), {
    chunkSize: Math.min(Math.max(SMALLEST_CHUNK, length), LARGEST_CHUNK),
    maxOutputLength: Math.max(1, length),
  });
  if (bytes.length !== length) throw new RangeError("a page of another length");
  return bytes;
}

/** The texts whose numbers lie in [from, to). The first byte says how many bits a number has. */
function numbered(
  { bytes, view }: Pick<RowTexts, "bytes" | "view">,
  from: number,
  to: number,
  count: number,
  { starts, ends }: ColumnTexts,
): ColumnTexts {
  const numbers = new Int32Array(count);
  if (count > 0) readHybridRuns({ bytes, view }, from + 1, to, bytes[from] ?? 0, numbers, 0, count);
  if (numbers.some((number) => number >= starts.length)) throw new RangeError("a text that is not there");
  return { starts: numbers.map((number) => starts[number] ?? 0), ends: numbers.map((number) => ends[number] ?? 0) };
}
