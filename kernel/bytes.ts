/*
 * What the bytes of a line are made of. "Plain" bytes stand for themselves inside a JSON string: no quote, no backslash, no
 * control character. The newline after a line is not plain, so nothing runs beyond it.
 */
import { NOWHERE } from "../src/replay/scan/kernel/terms";
import { BACKSLASH, LOWER_E, MINUS, PLUS, POINT, QUOTE, SPACE, TAB, UPPER_E } from "./characters";

const ZERO: u32 = 0x30;
const FIRST_PRINTABLE: u8 = 0x20;
const FACTOR: u64 = 0x9e3779b97f4a7c15;
/** Literals as words; `false` without its end. */
const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const FALSE: u32 = 0x736c6166;
/** A longer number may not be exact. */
const LONGEST_NUMBER: i32 = 15;

/** The first byte that is not plain. */
export function endOfPlain(from: i32): i32 {
  let p = from;
  let ends = plainEnds(p);
  while (ends === 0) {
    p += 16;
    ends = plainEnds(p);
  }
  return p + ctz(ends);
}

/** A bit for each of sixteen bytes that is not plain. */
function plainEnds(p: i32): i32 {
  const text = v128.load(p);
  const isControl = i8x16.lt_u(text, i8x16.splat(FIRST_PRINTABLE));
  const isMark = v128.or(i8x16.eq(text, i8x16.splat(QUOTE)), i8x16.eq(text, i8x16.splat(BACKSLASH)));
  return i8x16.bitmask(v128.or(isControl, isMark));
}

/** The end of a text of valid UTF-8 inside a JSON string: the first byte that is neither plain nor part of an escape. */
export function endOfText(from: i32): i32 {
  const p = endOfPlain(from);
  return load<u8>(p) === BACKSLASH ? endOfEscaped(p) : p;
}

function endOfEscaped(from: i32): i32 {
  let p = from;
  while (load<u8>(p) === BACKSLASH) {
    const length = escapeAt(p);
    if (length === 0) return p;
    p = endOfPlain(p + length);
  }
  return p;
}

/** How many bytes an escape has; 0 if it is none. */
function escapeAt(p: i32): i32 {
  switch (load<u8>(p + 1)) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: // u
      return isHex(p + 2) && isHex(p + 3) && isHex(p + 4) && isHex(p + 5) ? 6 : 0;
    default:
      return 0;
  }
}

function isHex(p: i32): bool {
  const byte = <u32>load<u8>(p);
  return byte - ZERO <= 9 || (byte | 0x20) - 0x61 <= 5;
}

/** Where what comes after blanks and tabs begins. What else is blank in JSON ends lines. */
export function afterSpace(from: i32): i32 {
  let p = from;
  while (load<u8>(p) === SPACE || load<u8>(p) === TAB) p++;
  return p;
}

/** The end of `true`, `false` or `null`; or {@link NOWHERE}. */
export function endOfLiteral(from: i32): i32 {
  const word = load<u32>(from);
  if (word === TRUE || word === NULL) return from + 4;
  return word === FALSE && load<u8>(from + 4) === LOWER_E ? from + 5 : NOWHERE;
}

/** The end of a whole number without a sign, as JSON writes it and as a double holds it; or {@link NOWHERE}. */
export function endOfNumber(from: i32): i32 {
  const end = endOfDigits(from);
  const length = end - from;
  const isWritten = length > 0 && length <= LONGEST_NUMBER && (length === 1 || <u32>load<u8>(from) !== ZERO);
  return isWritten ? end : NOWHERE;
}

/** The end of any number of JSON; or {@link NOWHERE}. */
export function endOfAnyNumber(from: i32): i32 {
  const start = load<u8>(from) === MINUS ? from + 1 : from;
  let p = endOfDigits(start);
  if (p === start || (p > start + 1 && <u32>load<u8>(start) === ZERO)) return NOWHERE;
  if (load<u8>(p) === POINT) {
    const fraction = p + 1;
    p = endOfDigits(fraction);
    if (p === fraction) return NOWHERE;
  }
  if (load<u8>(p) !== LOWER_E && load<u8>(p) !== UPPER_E) return p;
  const sign = load<u8>(p + 1);
  const exponent = p + (sign === PLUS || sign === MINUS ? 2 : 1);
  p = endOfDigits(exponent);
  return p === exponent ? NOWHERE : p;
}

/** The first byte that is no digit. */
export function endOfDigits(from: i32): i32 {
  let p = from;
  while (<u32>load<u8>(p) - ZERO <= 9) p++;
  return p;
}

/** The number that is written in [from, to). */
export function numberIn(from: i32, to: i32): i64 {
  let number: i64 = 0;
  for (let p = from; p < to; p++) number = 10 * number + <i64>load<u8>(p) - ZERO;
  return number;
}

/** Whether so many bytes are the same, of which there is at least one; a few more must be readable. */
export function areSame(a: i32, b: i32, length: i32): bool {
  if (length < 8) {
    const mask: u64 = ((<u64>1) << ((<u64>length) << 3)) - 1;
    return ((load<u64>(a) ^ load<u64>(b)) & mask) === 0;
  }
  if (length < 16) return load<u64>(a) === load<u64>(b) && load<u64>(a + length - 8) === load<u64>(b + length - 8);
  const last = length - 16;
  for (let i: i32 = 0; i < last; i += 16) {
    if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
  }
  return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
}

/** Copies so many bytes, and up to fifteen more. */
export function copyBytes(to: i32, from: i32, length: i32): void {
  for (let i: i32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** The last eight bytes, or all of what is shorter. */
export function lastOf(from: i32, length: i32): u64 {
  if (length >= 8) return load<u64>(from + length - 8);
  return load<u64>(from) & (((<u64>1) << ((<u64>length) << 3)) - 1);
}

/** Mixes a word into a hash. A product forgets nothing of its highest bits; they are brought down before the next one. */
export function mixed(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * FACTOR;
  return product ^ (product >> 29);
}
