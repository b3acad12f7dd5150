/** Numbers of so many bits each, no more than 25, one after the other from there on: a word for each. */
export function unpack(from: i32, width: i32, to: i32, count: i32): void {
  const mask: u32 = (1 << width) - 1;
  let bit: u32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    store<u32>(to + (i << 2), (load<u32>(from + (bit >> 3)) >> (bit & 7)) & mask);
    bit += width;
  }
}

/** Whole numbers of 64 bits, as doubles. */
export function widen(from: i32, to: i32, count: i32): void {
  for (let at: i32 = 0; at < count << 3; at += 8) store<f64>(to + at, <f64>load<i64>(from + at));
}

/** The sum of words. */
export function sumOf(from: i32, count: i32): i32 {
  let sum: i32 = 0;
  for (let at: i32 = 0; at < count << 2; at += 4) sum += load<i32>(from + at);
  return sum;
}
