import { AT, BEGINS, DATE, DONE, NEW_DATE, UNUSUAL } from "../src/replay/scan/kernel/terms";

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
/** For each digit of `HH:MM:SS` a zero, and for each colon another byte: what differs from them in few bits is a digit. */
const TIME: u64 = 0x30303a30303a3030;
const HIGH: u64 = 0x8080808080808080;
/** What makes a high bit of a digit that is none, and of anything where a colon should be. */
const BEYOND: u64 = 0x76767f76767f7676;
const FRACTION: u32 = 0x5a303030;
const FRACTION_HIGH: u32 = 0x80808080;
const FRACTION_BEYOND: u32 = 0x7f767676;
const UPPER_T: u8 = 0x54;
const POINT: u8 = 0x2e;

/**
 * Reads the instant that is printed at `p` as UTC with milliseconds. Most are of the date of the one before: another must be told
 * first, since there is one reading of dates.
 */
export function readInstant(p: i32): i32 {
  if (load<u64>(p) !== load<u64>(DATE) || load<u16>(p + 8) !== load<u16>(DATE + 8)) return NEW_DATE;
  const time = load<u64>(p + 11) ^ TIME;
  const fraction = load<u32>(p + 20) ^ FRACTION;
  const isWritten =
    (((time + BEYOND) | time) & HIGH) === 0 &&
    (((fraction + FRACTION_BEYOND) | fraction) & FRACTION_HIGH) === 0 &&
    load<u8>(p + 10) === UPPER_T &&
    load<u8>(p + 19) === POINT;
  const hour = pairIn(time, 0);
  const minute = pairIn(time, 24);
  const second = pairIn(time, 48);
  if (!isWritten || hour > 23 || minute > 59 || second > 59) return UNUSUAL;
  const milliseconds = ((fraction & 15) * 10 + ((fraction >> 8) & 15)) * 10 + ((fraction >> 16) & 15);
  const seconds = (hour * MINUTES_PER_HOUR + minute) * SECONDS_PER_MINUTE + second;
  store<f64>(AT, load<f64>(BEGINS) + <f64>(seconds * MS_PER_SECOND + milliseconds));
  return DONE;
}

/** The number of two digits, the first of them at a bit. */
function pairIn(digits: u64, bit: u64): u32 {
  const pair = <u32>(digits >> bit);
  return (pair & 15) * 10 + ((pair >> 8) & 15);
}
