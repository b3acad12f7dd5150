/*
 * How ids end, two bits of a word each: says of nearly all others, at less cost than a look at the whole, that they are not among
 * them. What `IdEnds` does where there is no kernel.
 */

/** Adds the hashes from there on to the words. @param shift how many bits of a hash do not choose a word. */
export function addEnds(from: i32, count: i32, words: i32, shift: i32): void {
  for (let at = from, end = from + (count << 2); at < end; at += 4) {
    const hash = load<u32>(at);
    const word = words + ((hash >> shift) << 2);
    store<u32>(word, load<u32>(word) | bitsOf(hash));
  }
}

/** Writes which of the hashes from there on are nearly all among those that were added, by their numbers; gives how many. */
export function likeEnds(from: i32, count: i32, words: i32, shift: i32, to: i32): i32 {
  let next = to;
  for (let at = from, end = from + (count << 2); at < end; at += 4) {
    const hash = load<u32>(at);
    const bits = bitsOf(hash);
    if ((load<u32>(words + ((hash >> shift) << 2)) & bits) !== bits) continue;
    store<i32>(next, (at - from) >> 2);
    next += 4;
  }
  return (next - to) >> 2;
}

/** The low bits of a hash choose two of a word, which the high ones choose. */
function bitsOf(hash: u32): u32 {
  return (1 << (hash & 31)) | (1 << ((hash >> 5) & 31));
}
