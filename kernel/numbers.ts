/*
 * Four numbers at a time. Those that are packed are no wider than 25 bits, so that each lies in four bytes from the one in which it
 * begins, and every eighth begins with a byte.
 */

/** Numbers of so many bits each, one after the other from there on: a word for each. Sixteen bytes after them must be readable. */
export function unpack(from: i32, width: i32, to: i32, count: i32): void {
  const mask: u32 = (1 << width) - 1;
  const half = width << 2;
  const halfBytes = half >> 3;
  const bytes = bytesOf(0, width);
  const factors = factorsOf(0, width);
  const laterBytes = bytesOf(half & 7, width);
  const laterFactors = factorsOf(half & 7, width);
  const end = to + ((count & ~7) << 2);
  let p = from;
  let at = to;
  for (; at < end; at += 32) {
    v128.store(at, v128.and(fourOf(p, bytes, factors), i32x4.splat(mask)));
    v128.store(at + 16, v128.and(fourOf(p + halfBytes, laterBytes, laterFactors), i32x4.splat(mask)));
    p += width;
  }
  let bit: u32 = 0;
  for (const last = to + (count << 2); at < last; at += 4) {
    store<u32>(at, (load<u32>(p + (bit >> 3)) >> (bit & 7)) & mask);
    bit += width;
  }
}

/** Each is moved up so far that it begins at bit 7, and then down. */
function fourOf(p: i32, bytes: v128, factors: v128): v128 {
  return i32x4.shr_u(i32x4.mul(i8x16.swizzle(v128.load(p), bytes), factors), 7);
}

/** In which bytes four numbers lie, of which the first begins at that bit. */
function bytesOf(bit: i32, width: i32): v128 {
  return i32x4(fourFrom(bit), fourFrom(bit + width), fourFrom(bit + 2 * width), fourFrom(bit + 3 * width));
}

function fourFrom(bit: i32): i32 {
  return 0x03020100 + 0x01010101 * (bit >> 3);
}

function factorsOf(bit: i32, width: i32): v128 {
  return i32x4(factorOf(bit), factorOf(bit + width), factorOf(bit + 2 * width), factorOf(bit + 3 * width));
}

function factorOf(bit: i32): i32 {
  return 1 << (7 - (bit & 7));
}

/** Whole numbers of 64 bits, as doubles. */
export function widen(from: i32, to: i32, count: i32): void {
  for (let at: i32 = 0; at < count << 3; at += 8) store<f64>(to + at, <f64>load<i64>(from + at));
}

/** The sum of words. */
export function sumOf(from: i32, count: i32): i32 {
  const end = from + (count << 2);
  let sums = i32x4.splat(0);
  let at = from;
  for (; at + 16 <= end; at += 16) sums = i32x4.add(sums, v128.load(at));
  let sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
  sum += i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  for (; at < end; at += 4) sum += load<i32>(at);
  return sum;
}
