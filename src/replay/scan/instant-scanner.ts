import { parseInstant } from "../../domain/instant.ts";
import { COLON, POINT, UPPER_T, UPPER_Z, ZERO } from "./plain-bytes.ts";
import type { Moment } from "./plan-records.ts";

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const NO_DIGITS = 255;

const BYTE = 0xff;
const PAIR = 0xffff;
/** The first and the last byte of a word, and what they are. */
const SIGNS = 0xff0000ff | 0;
const T_COLON = UPPER_T | (COLON << 24);
const COLONS = COLON | (COLON << 24);
const COLON_POINT = COLON | (POINT << 24);

/** For each two bytes, low byte first, the number that they write. */
const twoDigits = new Uint8Array(1 << 16).fill(NO_DIGITS);
for (let number = 0; number < 100; number++) {
  twoDigits[(ZERO + Math.floor(number / 10)) | ((ZERO + (number % 10)) << 8)] = number;
}

/** How long an instant is that is printed as UTC with milliseconds. */
export const INSTANT_LENGTH = "2024-05-01T10:00:00.000Z".length;

/** Reads instants from bytes. Most are of the date of the one before, so a date is read once. */
export class InstantScanner {
  /** The date that was read last, as four, four and two bytes, and when it begins; bytes that no text has at first. */
  #date0 = -1;
  #date1 = 0;
  #date2 = 0;
  #begins = 0;

  /**
   * Reads the instant that is printed at `from` as UTC with milliseconds into `moment`; says whether there is one. (A number that is
   * no small integer would be put into memory of its own to be returned.)
   */
  read(bytes: Uint8Array, view: DataView, from: number, moment: Pick<Moment, "at">): boolean {
    const date0 = view.getInt32(from, true);
    const date1 = view.getInt32(from + 4, true);
    const date2 = view.getUint16(from + 8, true);
    if (date0 !== this.#date0 || date1 !== this.#date1 || date2 !== this.#date2) {
      const begins = dateAt(bytes, from);
      if (begins === undefined) return false;
      this.#date0 = date0;
      this.#date1 = date1;
      this.#date2 = date2;
      this.#begins = begins;
    }
    // Each is two digits between two signs, the last one two digits, one more and a sign.
    const hours = view.getInt32(from + 10, true);
    const minutes = view.getInt32(from + 13, true);
    const seconds = view.getInt32(from + 16, true);
    const fraction = view.getInt32(from + 20, true);
    const isTime =
      (hours & SIGNS) === T_COLON &&
      (minutes & SIGNS) === COLONS &&
      (seconds & SIGNS) === COLON_POINT &&
      fraction >>> 24 === UPPER_Z;
    const hour = twoDigits[(hours >>> 8) & PAIR] ?? NO_DIGITS;
    const minute = twoDigits[(minutes >>> 8) & PAIR] ?? NO_DIGITS;
    const second = twoDigits[(seconds >>> 8) & PAIR] ?? NO_DIGITS;
    const centis = twoDigits[fraction & PAIR] ?? NO_DIGITS;
    const milli = ((fraction >>> 16) & BYTE) - ZERO;
    if (!isTime || hour > 23 || minute > 59 || second > 59 || centis > 99 || milli < 0 || milli > 9) return false;
    const time = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND + centis * 10 + milli;
    moment.at = this.#begins + time;
    return true;
  }
}

/** When a written date begins, by the one reading of instants. */
function dateAt(bytes: Uint8Array, from: number): number | undefined {
  let date = "";
  for (let p = from; p < from + 10; p++) date += String.fromCharCode(bytes[p] ?? 0);
  return parseInstant(`${date}T00:00:00.000Z`);
}
