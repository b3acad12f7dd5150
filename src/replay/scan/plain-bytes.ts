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

const PLUS = 0x2b;
const MINUS = 0x2d;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const LOWER_U = 0x75;
const NAMES = ["true", "false", "null"].map((name) => Buffer.from(name));
/** What may stand after a backslash, besides `u` and four hexadecimal digits. */
const ESCAPED = Buffer.from('"\\/bfnrt');
const HEX = Buffer.from("0123456789abcdefABCDEF");

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
    const b = view.getInt32((p + 4) | 0, true);
    const inA = (a | (a - 0x23232323) | ((a ^ 0x5c5c5c5c) - 0x01010101)) & 0x80808080;
    const inB = (b | (b - 0x23232323) | ((b ^ 0x5c5c5c5c) - 0x01010101)) & 0x80808080;
    if ((inA | inB) === 0) {
      p = (p + 8) | 0;
      continue;
    }
    const end = inA === 0 ? p + 4 + firstOf(inB) : p + firstOf(inA);
    return bytes[end] === QUOTE ? end : endBytewise(bytes, end, IN_ID);
  }
}

/** The end of a text of valid UTF-8 inside a JSON string: the first byte that is neither plain nor part of an escape. */
export function endOfText(bytes: Uint8Array, view: DataView, from: number): number {
  let p = from;
  for (;;) {
    p = endOfPlain(bytes, view, p);
    if (bytes[p] !== BACKSLASH) return p;
    const escaped = bytes[p + 1] ?? 0;
    if (escaped === LOWER_U) {
      if (!isHex(bytes, p + 2)) return p;
      p += 6;
    } else if (ESCAPED.includes(escaped)) p += 2;
    else return p;
  }
}

/** The first byte that is not plain in a text, in the same way as in an id. */
export function endOfPlain(bytes: Uint8Array, view: DataView, from: number): number {
  let p = from;
  for (;;) {
    const a = view.getInt32(p, true);
    const b = view.getInt32((p + 4) | 0, true);
    const inA = ((a - 0x23232323) | ((a ^ 0x5c5c5c5c) - 0x01010101)) & ~a & 0x80808080;
    const inB = ((b - 0x23232323) | ((b ^ 0x5c5c5c5c) - 0x01010101)) & ~b & 0x80808080;
    if ((inA | inB) === 0) {
      p = (p + 8) | 0;
      continue;
    }
    const end = inA === 0 ? p + 4 + firstOf(inB) : p + firstOf(inA);
    return bytes[end] === QUOTE ? end : endBytewise(bytes, end, IN_TEXT);
  }
}

function isHex(bytes: Uint8Array, from: number): boolean {
  for (let p = from; p < from + 4; p++) if (!HEX.includes(bytes[p] ?? 0)) return false;
  return true;
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
  const end = endOfDigits(bytes, from);
  const length = end - from;
  const isWritten = length > 0 && length <= LONGEST_NUMBER && (length === 1 || bytes[from] !== ZERO);
  return isWritten ? end : NOWHERE;
}

/** The end of any number of JSON; or {@link NOWHERE}. */
export function endOfAnyNumber(bytes: Uint8Array, from: number): number {
  const start = bytes[from] === MINUS ? from + 1 : from;
  let p = endOfDigits(bytes, start);
  if (p === start || (p > start + 1 && bytes[start] === ZERO)) return NOWHERE;
  if (bytes[p] === POINT) {
    const fraction = p + 1;
    p = endOfDigits(bytes, fraction);
    if (p === fraction) return NOWHERE;
  }
  if (bytes[p] !== LOWER_E && bytes[p] !== UPPER_E) return p;
  const isSigned = bytes[p + 1] === PLUS || bytes[p + 1] === MINUS;
  const exponent = p + (isSigned ? 2 : 1);
  p = endOfDigits(bytes, exponent);
  return p === exponent ? NOWHERE : p;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let p = from;
  for (let byte = bytes[p] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[p] ?? 0) p++;
  return p;
}

/** The end of `true`, `false` or `null`; or {@link NOWHERE}. */
export function endOfName(bytes: Uint8Array, from: number): number {
  const name = NAMES.find((one) => one.every((byte, i) => bytes[from + i] === byte));
  return name === undefined ? NOWHERE : from + name.length;
}

/** The number that is written in [from, to). */
export function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let p = from; p < to; p++) number = 10 * number + (bytes[p] ?? 0) - ZERO;
  return number;
}
