import {
  AT,
  BEGINS,
  DATE,
  DATES,
  EARLIEST_AT,
  LATEST_AT,
  NEEDS_PRINTED,
  NOWHERE,
} from "../src/replay/scan/kernel/terms";
import { endOfDigits, mixed } from "./bytes";
import { COLON, MINUS, PLUS, POINT, UPPER_T, UPPER_Z } from "./characters";

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const MS_PER_MINUTE = SECONDS_PER_MINUTE * MS_PER_SECOND;
/** For each digit of `HH:MM:SS` a zero, and for each colon another byte: what differs from them in few bits is a digit. */
const TIME: u64 = 0x30303a30303a3030;
const HIGH: u64 = 0x8080808080808080;
/** What makes a high bit of a digit that is none, and of anything where a colon should be. */
const BEYOND: u64 = 0x76767f76767f7676;
/** The same for three digits and a `Z`, and for two digits. */
const FRACTION: u32 = 0x5a303030;
const FRACTION_HIGH: u32 = 0x80808080;
const FRACTION_BEYOND: u32 = 0x7f767676;
const PAIR: u32 = 0x3030;
const PAIR_HIGH: u32 = 0x8080;
const PAIR_BEYOND: u32 = 0x7676;
/** Of a date that was told: when it begins, behind its bytes; how much there is of it; and how far a hash is moved for its slot. */
const BEGINS_AT: i32 = BEGINS - DATE;
const DATE_SIZE: i32 = 24;
const DATES_SHIFT: u64 = 53;
/** From the beginning of an instant: its time, and what comes after the second. */
const TIME_AT: i32 = 11;
const REST_AT: i32 = 19;
/** How many bytes an instant has that is printed as UTC with milliseconds, and how many `+hh:mm` has. */
const PRINTED: i32 = 24;
const OFFSET: i32 = 6;
/** No offset of so many minutes. */
const NO_OFFSET: i32 = 1 << 20;

/** Whether the date at `p` is one that was told, which is at hand then. Most are that of the one before. */
export function isDateTold(p: i32): bool {
  if (isDateAt(DATE, p)) return true;
  const told = slotOf(p);
  // Where none was told there are zeros.
  if (load<u64>(p) === 0 || !isDateAt(told, p)) return false;
  putDate(DATE, p, load<f64>(told + BEGINS_AT));
  return true;
}

/** Tells of the date at `p` when it begins, since there is one reading of dates. It is forgotten for another of the same slot. */
export function tellDate(p: i32, begins: f64): void {
  putDate(DATE, p, begins);
  putDate(slotOf(p), p, begins);
}

function isDateAt(told: i32, p: i32): bool {
  return load<u64>(p) === load<u64>(told) && load<u16>(p + 8) === load<u16>(told + 8);
}

function putDate(to: i32, p: i32, begins: f64): void {
  store<u64>(to, load<u64>(p));
  store<u16>(to + 8, load<u16>(p + 8));
  store<f64>(to + BEGINS_AT, begins);
}

function slotOf(p: i32): i32 {
  return DATES + <i32>(mixed(load<u64>(p), load<u16>(p + 8)) >> DATES_SHIFT) * DATE_SIZE;
}

/** Reads the instant at `p`, whose date was told, and gives where it ends; or {@link NOWHERE} if it is none. */
export function readInstant(p: i32): i32 {
  const time = load<u64>(p + TIME_AT) ^ TIME;
  const isTime = (((time + BEYOND) | time) & HIGH) === 0 && load<u8>(p + TIME_AT - 1) === UPPER_T;
  const hour = pairIn(time, 0);
  const minute = pairIn(time, 24);
  const second = pairIn(time, 48);
  if (!isTime || hour > 23 || minute > 59 || second > 59) return NOWHERE;
  const seconds = (hour * MINUTES_PER_HOUR + minute) * SECONDS_PER_MINUTE + second;
  const at = load<f64>(BEGINS) + <f64>(seconds * MS_PER_SECOND);
  const fraction = load<u32>(p + REST_AT + 1) ^ FRACTION;
  const isPrinted =
    (((fraction + FRACTION_BEYOND) | fraction) & FRACTION_HIGH) === 0 && load<u8>(p + REST_AT) === POINT;
  if (!isPrinted) return readRest(p + REST_AT, at);
  store<f64>(AT, at + <f64>(((fraction & 15) * 10 + ((fraction >> 8) & 15)) * 10 + ((fraction >> 16) & 15)));
  return p + PRINTED;
}

/** Reads what comes after the second in any other way in which it may be written. */
function readRest(from: i32, second: f64): i32 {
  if (load<bool>(NEEDS_PRINTED)) return NOWHERE;
  let p = from;
  let milliseconds = 0;
  if (load<u8>(p) === POINT) {
    const fraction = p + 1;
    p = endOfDigits(fraction);
    if (p === fraction) return NOWHERE;
    for (let i = 0, weight = 100; i < 3 && fraction + i < p; i++, weight /= 10) {
      milliseconds += (<i32>load<u8>(fraction + i) & 15) * weight;
    }
  }
  const offset = offsetAt(p);
  if (offset === NO_OFFSET) return NOWHERE;
  const at = second + <f64>(milliseconds - offset * MS_PER_MINUTE);
  if (!(at >= load<f64>(EARLIEST_AT) && at <= load<f64>(LATEST_AT))) return NOWHERE;
  store<f64>(AT, at);
  return load<u8>(p) === UPPER_Z ? p + 1 : p + OFFSET;
}

/** How many minutes east of UTC a `Z` or an offset says; {@link NO_OFFSET} if there is neither. */
function offsetAt(p: i32): i32 {
  const sign = load<u8>(p);
  if (sign === UPPER_Z) return 0;
  const hours = load<u16>(p + 1) ^ PAIR;
  const minutes = load<u16>(p + 4) ^ PAIR;
  const arePairs = (((hours + PAIR_BEYOND) | hours | (minutes + PAIR_BEYOND) | minutes) & PAIR_HIGH) === 0;
  const hour = pairIn(hours, 0);
  const minute = pairIn(minutes, 0);
  const isSigned = sign === PLUS || sign === MINUS;
  if (!isSigned || !arePairs || load<u8>(p + 3) !== COLON || hour > 23 || minute > 59) return NO_OFFSET;
  const offset = hour * MINUTES_PER_HOUR + minute;
  return sign === PLUS ? offset : -offset;
}

/** The number of two digits, the first of them at a bit. */
function pairIn(digits: u64, bit: u64): u32 {
  const pair = <u32>(digits >> bit);
  return (pair & 15) * 10 + ((pair >> 8) & 15);
}
