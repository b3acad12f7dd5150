const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A run of whole lines in one block of memory. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** The number of its first line, from 1. */
  readonly firstLine: number;
}

/**
 * Cuts the bytes of a log into blocks of whole lines. A line may be of any length and may span any number of chunks; the
 * last one needs no newline. A byte-order mark is taken off.
 *
 * Chunks may share their memory: what is kept of one is copied, and a block is good until the next is asked for.
 */
export async function* lineBlocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<LineBlock> {
  let pending: Buffer[] = [];
  let firstLine = 1;
  let isStart = true;
  const blockOf = (bytes: Buffer): LineBlock => {
    const block = { bytes: trimStart(bytes, isStart), firstLine };
    isStart = false;
    firstLine += countLines(bytes);
    return block;
  };
  for await (const chunk of chunks) {
    let from = 0;
    if (pending.length > 0) {
      // The line that began in an earlier chunk is a block of its own, so that only it is copied.
      from = chunk.indexOf(NEWLINE) + 1;
      if (from > 0) {
        yield blockOf(Buffer.concat([...pending, chunk.subarray(0, from)]));
        pending = [];
      }
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > from) yield blockOf(chunk.subarray(from, end));
    if (end < chunk.length) pending.push(Buffer.from(chunk.subarray(end)));
  }
  if (pending.length > 0) yield blockOf(Buffer.concat(pending));
}

function trimStart(bytes: Buffer, isStart: boolean): Buffer {
  const hasMark = isStart && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

/** Calls back for each line of a block that is not blank, with its bounds (without line end) and its number. */
export function forEachLine(
  { bytes, firstLine }: LineBlock,
  take: (from: number, to: number, line: number) => void,
): void {
  let line = firstLine;
  for (let from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline;
    const to = bytes[end - 1] === CARRIAGE_RETURN && end > from ? end - 1 : end;
    if (!isBlank(bytes, from, to)) take(from, to, line);
    from = end + 1;
  }
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== SPACE && bytes[at] !== TAB && bytes[at] !== CARRIAGE_RETURN) return false;
  }
  return true;
}
