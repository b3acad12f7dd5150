/** How a UUID is written: 36 characters, four of them dashes, and digits in lower case. */
export const UUID_LENGTH: i32 = 36;

const DASH: u8 = 0x2d;
const ZERO: u8 = 0x30;
const LETTER_A: u8 = 0x61;

/** Writes the 16 bytes of a UUID over the beginning of what is written there; gives false, and writes nothing, if it is none. */
export function shorten(id: i32): bool {
  const hasDashes =
    load<u8>(id + 8) === DASH && load<u8>(id + 13) === DASH && load<u8>(id + 18) === DASH && load<u8>(id + 23) === DASH;
  if (!hasDashes) return false;
  const middle = v128.load(id + 16);
  const first = i8x16.shuffle(v128.load(id), middle, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const second = i8x16.shuffle(middle, v128.load(id + 20), 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31);
  if (!areDigits(first) || !areDigits(second)) return false;
  v128.store(id, i8x16.narrow_i16x8_u(pairsOf(first), pairsOf(second)));
  return true;
}

function areDigits(text: v128): bool {
  return i8x16.all_true(v128.or(isBelow(text, ZERO, 10), isLetter(text)));
}

function isLetter(text: v128): v128 {
  return isBelow(text, LETTER_A, 6);
}

/** Which of sixteen bytes are among so many from that one on. */
function isBelow(text: v128, from: u8, count: u8): v128 {
  return i8x16.lt_u(i8x16.sub(text, i8x16.splat(from)), i8x16.splat(count));
}

/** The bytes that digits stand for, two each: sixteen bits for each of eight. */
function pairsOf(text: v128): v128 {
  const ofLetters = i8x16.sub(text, i8x16.splat(LETTER_A - 10));
  const values = v128.bitselect(ofLetters, i8x16.sub(text, i8x16.splat(ZERO)), isLetter(text));
  return v128.and(v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8)), i16x8.splat(0xff));
}
