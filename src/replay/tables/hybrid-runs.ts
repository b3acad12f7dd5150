import type { ScanKernel } from "../scan/kernel/scan-kernel.ts";

const BYTE = 8;
const WORD = 4;
/** A word is read at a time, from the byte in which a value begins. */
const GREATEST_WIDTH = 25;
const LONGEST_LENGTH = 28;

/*
 * Numbers as Parquet writes small ones: runs of one number, and runs of numbers of so many bits each. They lie in [from, to),
 * and a word after it must be readable; in the memory of a kernel four words.
 */

/** The bytes of numbers. */
export interface RunBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The kernel in whose memory they lie, and what is read of them, if it is one. */
  readonly kernel?: ScanKernel | undefined;
}

/** Reads so many numbers. Throws RangeError if there are fewer, or there is no room for them. */
export function readHybridRuns(
  { bytes, view, kernel }: RunBytes,
  from: number,
  to: number,
  width: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  if (width > GREATEST_WIDTH) throw new RangeError("numbers of too many bits");
  const end = at + count;
  if (!(count >= 0 && end <= out.length)) throw new RangeError("more numbers than there is room for");
  let p = from;
  for (let next = at; next < end; ) {
    const header = headerAt(bytes, p, to);
    p += sizeOf(bytes, p);
    const isPacked = (header & 1) !== 0;
    const length = Math.min(end - next, isPacked ? BYTE * (header >>> 1) : header >>> 1);
    const size = Math.ceil((isPacked ? length * width : width) / BYTE);
    if (p + size > to) throw new RangeError("a run that is cut off");
    if (isPacked && kernel !== undefined) {
      kernel.run.unpack(bytes.byteOffset + p, width, out.byteOffset + WORD * next, length);
    } else if (isPacked) unpack(view, p, width, out, next, length);
    else out.fill(numberAt(view, p, width), next, next + length);
    p += isPacked ? (header >>> 1) * width : size;
    next += length;
  }
}

/** The one number that all of so many are, if they are written so; else `undefined`. */
export function runOfOne(
  { bytes, view }: RunBytes,
  from: number,
  to: number,
  width: number,
  count: number,
): number | undefined {
  const header = headerAt(bytes, from, to);
  const p = from + sizeOf(bytes, from);
  const isOne = (header & 1) === 0 && header >>> 1 >= count && p + Math.ceil(width / BYTE) <= to;
  return isOne ? numberAt(view, p, width) : undefined;
}

/** How a run begins: its length, and in the lowest bit whether its numbers are packed. */
function headerAt(bytes: Uint8Array, from: number, to: number): number {
  let header = 0;
  for (let p = from, shift = 0; ; p++, shift += 7) {
    if (p >= to || shift > LONGEST_LENGTH) throw new RangeError("a run without a length");
    const byte = bytes[p] ?? 0;
    header |= (byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return header;
  }
}

/** How many bytes a length takes. */
function sizeOf(bytes: Uint8Array, from: number): number {
  let p = from;
  while (((bytes[p] ?? 0) & 0x80) !== 0) p++;
  return p + 1 - from;
}

/** A number of so many bits, in whole bytes. Throws RangeError if it has more. */
function numberAt(view: DataView, from: number, width: number): number {
  const number = view.getInt32(from, true) & (2 ** (BYTE * Math.ceil(width / BYTE)) - 1);
  if (number >>> 0 >= 2 ** width) throw new RangeError("a number of too many bits");
  return number;
}

function unpack(view: DataView, from: number, width: number, out: Int32Array, at: number, count: number): void {
  const mask = 2 ** width - 1;
  let bit = 0;
  for (let i = at; i < at + count; i++) {
    out[i] = (view.getInt32(from + (bit >>> 3), true) >>> (bit & 7)) & mask;
    bit += width;
  }
}
