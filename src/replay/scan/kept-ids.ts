/*
 * Ids as tables keep them: a UUID, written as it nearly always is, in its 16 bytes in place of 36 characters, any other id as it is.
 * The length says which way an id is kept, so no two are kept alike.
 */

/** The length of a kept UUID: below 0, since its bytes are no text. */
export const UUID = -16;
const WRITTEN_SIZE = 36;
const DASH = 0x2d;
const DASHES = [8, 13, 18, 23];
/** Where its digits stand, four and four. */
const FOURS = [0, 4, 9, 14, 19, 24, 28, 32];
const DIGITS = Buffer.from("0123456789abcdef");
const ZEROS = 0x30303030;
/** What lies between the digit that comes after 9 and the letter a. */
const TO_LETTERS = 39;
const NONE = -1;

/** How many bytes are kept of an id of such a length. */
export function sizeOf(length: number): number {
  return Math.abs(length);
}

/** Writes a UUID in [from, to) as it is kept, to the beginning of `kept`; gives false if it is none. */
export function shorten(view: DataView, from: number, to: number, kept: DataView): boolean {
  if (to - from !== WRITTEN_SIZE) return false;
  for (let i = 0; i < DASHES.length; i++) if (view.getUint8(from + (DASHES[i] ?? 0)) !== DASH) return false;
  for (let i = 0; i < FOURS.length; i++) {
    const pair = pairOf(view.getInt32(from + (FOURS[i] ?? 0), true));
    if (pair === NONE) return false;
    kept.setUint16(2 * i, pair, true);
  }
  return true;
}

/** The two bytes that four digits stand for, of which the first is in the lowest byte of a word; {@link NONE} if they are no digits. */
function pairOf(digits: number): number {
  const values = (digits & 0x0f0f0f0f) + 9 * ((digits >>> 6) & 0x01010101);
  const areLetters = ((values + 0x06060606) >>> 4) & 0x01010101;
  if ((values & 0x10101010) !== 0 || values + ZEROS + TO_LETTERS * areLetters !== digits) return NONE;
  const halves = ((values << 4) | (values >>> 8)) & 0x00ff00ff;
  return (halves | (halves >>> 8)) & 0xffff;
}

/** An id as it is written, of the bytes that are kept of it. */
export function writtenId(kept: Uint8Array, length: number): Uint8Array {
  if (length !== UUID) return kept;
  // Part of memory that is there: to look at other small memory as a buffer costs more than all else here.
  const written = Buffer.allocUnsafe(WRITTEN_SIZE);
  for (let i = 0; i < DASHES.length; i++) written[DASHES[i] ?? 0] = DASH;
  for (let i = 0; i < FOURS.length; i++) {
    const at = FOURS[i] ?? 0;
    const [first, second] = [kept[2 * i] ?? 0, kept[2 * i + 1] ?? 0];
    written[at] = DIGITS[first >> 4] ?? 0;
    written[at + 1] = DIGITS[first & 0xf] ?? 0;
    written[at + 2] = DIGITS[second >> 4] ?? 0;
    written[at + 3] = DIGITS[second & 0xf] ?? 0;
  }
  return written;
}
