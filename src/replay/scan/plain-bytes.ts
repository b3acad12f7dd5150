/*
 * What the bytes of a line are made of. "Plain" bytes stand for themselves inside a JSON string: no quote, no backslash, no
 * control character; in an id besides nothing beyond ASCII, since there the characters would have to be counted.
 */

// Plain constants and no object, so that the build writes the numbers where they are used.
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const POINT = 0x2e;
export const ZERO = 0x30;
const NINE = 0x39;
export const COLON = 0x3a;
export const UPPER_T = 0x54;
export const UPPER_Z = 0x5a;
const BACKSLASH = 0x5c;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;

const FIRST_PRINTABLE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;
/** A longer number may not be exact. */
const LONGEST_NUMBER = 15;

/** What is not there, or not as expected. */
export const NOWHERE = -1;

const IN_ID = 1;
const IN_TEXT = 2;

/** For each byte where it is not plain. */
const notPlain = Uint8Array.from({ length: 256 }, (_, byte) => {
  const isNever = byte < FIRST_PRINTABLE || byte === QUOTE || byte === BACKSLASH;
  return isNever ? IN_ID | IN_TEXT : byte >= FIRST_BEYOND_ASCII ? IN_ID : 0;
});
/**
 * The first byte that is not plain in an id. Eight are looked at at once: a high bit is set for one below `#`, for a backslash,
 * and for one beyond ASCII. (A blank and `!` are below `#` too; after one of them bytes are looked at one by one.)
 */
export function endOfId(bytes: Uint8Array, view: DataView, from: number): number {
  let p = from;
  for (;;) {
    const a = view.getInt32(p, true);
    const b = view.getInt32(p + 4, true);
    const inA = (a | (a - 0x23232323) | ((a ^ 0x5c5c5c5c) - 0x01010101)) & 0x80808080;
    const inB = (b | (b - 0x23232323) | ((b ^ 0x5c5c5c5c) - 0x01010101)) & 0x80808080;
    if ((inA | inB) === 0) {
      p += 8;
      continue;
    }
    const end = inA === 0 ? p + 4 + firstOf(inB) : p + firstOf(inA);
    return bytes[end] === QUOTE ? end : endBytewise(bytes, end, IN_ID);
  }
}

/** The first byte that is not plain in a text of valid UTF-8, in the same way. */
export function endOfText(bytes: Uint8Array, view: DataView, from: number): number {
  let p = from;
  for (;;) {
    const a = view.getInt32(p, true);
    const b = view.getInt32(p + 4, true);
    const inA = ((a - 0x23232323) | ((a ^ 0x5c5c5c5c) - 0x01010101)) & ~a & 0x80808080;
    const inB = ((b - 0x23232323) | ((b ^ 0x5c5c5c5c) - 0x01010101)) & ~b & 0x80808080;
    if ((inA | inB) === 0) {
      p += 8;
      continue;
    }
    const end = inA === 0 ? p + 4 + firstOf(inB) : p + firstOf(inA);
    return bytes[end] === QUOTE ? end : endBytewise(bytes, end, IN_TEXT);
  }
}

/** Which byte of a word, in the order of the text, has the lowest bit that is set. */
function firstOf(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3;
}

function endBytewise(bytes: Uint8Array, from: number, of: number): number {
  let p = from;
  while (((notPlain[bytes[p] ?? 0] ?? 0) & of) === 0) p++;
  return p;
}

/** The end of a whole number without a sign, as JSON writes it and as a double holds it; or {@link NOWHERE}. */
export function endOfNumber(bytes: Uint8Array, from: number): number {
  let p = from;
  for (let byte = bytes[p] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[p] ?? 0) p++;
  const length = p - from;
  const isWritten = length > 0 && length <= LONGEST_NUMBER && (length === 1 || bytes[from] !== ZERO);
  return isWritten ? p : NOWHERE;
}

/** The number that is written in [from, to). */
export function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let p = from; p < to; p++) number = 10 * number + (bytes[p] ?? 0) - ZERO;
  return number;
}
