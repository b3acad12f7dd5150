type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/**
 * How many numbers there is to be room for where so many are needed: for all that their memory holds if that is enough, else for twice
 * as many as before.
 */
export function roomFor(numbers: Numbers, needed: number, least: number): number {
  const own = Math.floor((numbers.buffer.byteLength - numbers.byteOffset) / numbers.BYTES_PER_ELEMENT);
  return own >= needed ? own : Math.max(2 * numbers.length, needed, least);
}

/** Numbers and room after them, for so many in all. They are moved only if the rest of their memory, which is theirs, is too small. */
export function withRoom(numbers: Int32Array<ArrayBuffer>, room: number): Int32Array<ArrayBuffer>;
export function withRoom(numbers: Float64Array<ArrayBuffer>, room: number): Float64Array<ArrayBuffer>;
export function withRoom(numbers: Numbers, room: number): Numbers {
  const { buffer, byteOffset, BYTES_PER_ELEMENT } = numbers;
  const Kind = numbers instanceof Int32Array ? Int32Array : Float64Array;
  if (byteOffset + room * BYTES_PER_ELEMENT <= buffer.byteLength) return new Kind(buffer, byteOffset, room);
  const moved = new Kind(room);
  moved.set(numbers);
  return moved;
}
