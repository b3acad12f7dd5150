/** Bytes, wherever they lie. */
export interface StoredBytes {
  readonly size: number;
  /** Those in [from, to), one piece after the other, each of which is good until the next comes. */
  readonly pieces: (from: number, to: number) => Iterable<Uint8Array>;
}

export function bytesInMemory(bytes: Uint8Array): StoredBytes {
  return { size: bytes.length, pieces: (from, to) => [bytes.subarray(from, to)] };
}

/** So many bytes are in memory at a time: few enough for the fast memory of a core. */
const WINDOW = 1 << 17;

/**
 * Bytes that are read once they are asked for. Those that lie near each other are read at once.
 *
 * @param read fills memory with the bytes from a place on.
 */
export function bytesToRead(size: number, read: (into: Buffer, from: number) => void): StoredBytes {
  const memory = Buffer.allocUnsafeSlow(Math.min(WINDOW, size));
  // Those in [start, end) are there.
  let [start, end] = [0, 0];
  const open = (from: number) => {
    end = start;
    const into = memory.subarray(0, size - from);
    read(into, from);
    [start, end] = [from, from + into.length];
  };
  return {
    size,
    *pieces(from, to) {
      for (let at = from; at < to; ) {
        if (at < start || at >= end) open(at);
        const piece = memory.subarray(at - start, Math.min(to, end) - start);
        yield piece;
        at += piece.length;
      }
    },
  };
}
