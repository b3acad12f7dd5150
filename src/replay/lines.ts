const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts the bytes of a log into blocks of whole lines. A line may be of any length and may span any number of chunks; the
 * last one needs no newline. A byte-order mark is taken off where the log starts.
 *
 * Chunks may share their memory: what is kept of one is copied, and a block is good until the next is asked for.
 */
export async function* lineBlocks(chunks: AsyncIterable<Buffer>, isLogStart = true): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let isStart = isLogStart;
  const blockOf = (bytes: Buffer): Buffer => {
    const block = trimStart(bytes, isStart);
    isStart = false;
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

/** The bytes without the byte-order mark that the start of a log may have. */
export function trimStart(bytes: Buffer, isStart: boolean): Buffer {
  const hasMark = isStart && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return hasMark ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

/**
 * Calls back for each line of a block that is not blank, with its bounds (without line end) and its number.
 *
 * @returns the number of the line after the block.
 */
export function forEachLine(
  bytes: Buffer,
  firstLine: number,
  take: (from: number, to: number, line: number) => void,
): number {
  let line = firstLine;
  for (let from = 0; from < bytes.length; line++) {
    const end = lineEnd(bytes, from);
    const to = withoutReturn(bytes, from, end);
    if (!isBlank(bytes, from, to)) take(from, to, line);
    from = end + 1;
  }
  return line;
}

/** Where the line that begins at `from` ends: at its newline, or at the end of the block. */
export function lineEnd(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  return newline < 0 ? bytes.length : newline;
}

/** The end of a line without the return of a CRLF. */
export function withoutReturn(bytes: Buffer, from: number, end: number): number {
  return bytes[end - 1] === CARRIAGE_RETURN && end > from ? end - 1 : end;
}

/** Whether a line has nothing to say. */
export function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== SPACE && bytes[at] !== TAB && bytes[at] !== CARRIAGE_RETURN) return false;
  }
  return true;
}
