import {
  ACCOUNT,
  ANCHORS,
  AT,
  CONVERSATION,
  EMPTY_RECORD,
  EXTREMES,
  FIRSTS,
  HASH,
  KIND_SIZE,
  KINDS,
  NEAR_CAPACITY,
  NEAR_FAR,
  NEAR_IDS,
  NEAR_LENGTHS,
  NEAR_NEXT,
  NEAR_OWNER,
  NEAR_PLACE,
  NEAR_PLACES,
  NEAR_RECORD,
  NEAR_RUN,
  NEAR_SHIFT,
  NEAR_STRIDE,
  NEAR_WORDS,
  NOWHERE,
  RECORD_SIZE,
} from "../src/replay/scan/kernel/terms";
import { areSame, copyBytes, lastOf, mixed } from "./bytes";
import { lengthOf, placeOf } from "./places";

const BYTE: u32 = 8;

/** The conversation of the line if it is near, by number; else `NOWHERE`, and its hash is kept. */
export function findNear(): i32 {
  const account = placeOf(ACCOUNT);
  const conversation = placeOf(CONVERSATION);
  const accountLength = lengthOf(ACCOUNT);
  const length = lengthOf(CONVERSATION);
  const hash = hashOf(account, accountLength, conversation, length);
  store<u32>(HASH, hash);
  const near = <i32>load<u16>(addressOfPlace()) - 1;
  if (near < 0) return NOWHERE;
  const at = addressOf(near);
  const ids = at + load<i32>(NEAR_IDS);
  const isSame =
    load<u32>(at + NEAR_LENGTHS) === lengthsOf(accountLength, length) &&
    areSame(ids, conversation, length) &&
    areSame(accountAfter(ids, length), account, accountLength);
  return isSame ? near : NOWHERE;
}

/** Whether the next near conversation, and the place of the one that was not found, are free. */
export function hasRoom(): bool {
  const near = load<i32>(NEAR_NEXT);
  return near % NEAR_RUN !== 0 && near !== load<i32>(NEAR_CAPACITY) && load<u16>(addressOfPlace()) === 0;
}

/** Takes in the conversation of the line, which was not found and for which there is room; gives its number. */
export function addNear(account: i32): i32 {
  const near = load<i32>(NEAR_NEXT);
  store<i32>(NEAR_NEXT, near + 1);
  store<u16>(addressOfPlace(), <u16>(near + 1));
  const at = addressOf(near);
  const length = lengthOf(CONVERSATION);
  store<u32>(at + NEAR_LENGTHS, lengthsOf(lengthOf(ACCOUNT), length));
  store<i32>(at + NEAR_OWNER, account);
  store<i32>(at + NEAR_FAR, NOWHERE);
  store<i32>(at + NEAR_PLACE, numberOfPlace());
  const size = load<i32>(RECORD_SIZE);
  for (let i: i32 = 0; i < size; i += 8) store<u64>(at + NEAR_RECORD + i, load<u64>(EMPTY_RECORD + i));
  const ids = at + load<i32>(NEAR_IDS);
  copyBytes(ids, placeOf(CONVERSATION), length);
  copyBytes(accountAfter(ids, length), placeOf(ACCOUNT), lengthOf(ACCOUNT));
  return near;
}

function lengthsOf(account: i32, conversation: i32): u32 {
  return ((<u32>account) << BYTE) | <u32>conversation;
}

/** Where the id of the account begins, after that of the conversation. */
function accountAfter(ids: i32, length: i32): i32 {
  return ids + ((length + 3) & ~3);
}

/** The place of the conversation that was looked for. */
function numberOfPlace(): i32 {
  return <i32>(load<u32>(HASH) >> load<u32>(NEAR_SHIFT));
}

function addressOfPlace(): i32 {
  return NEAR_PLACES + (numberOfPlace() << 1);
}

function hashOf(account: i32, accountLength: i32, conversation: i32, length: i32): u32 {
  let hash: u64 = <u64>length;
  const last = conversation + length - 8;
  for (let p = conversation; p < last && length > 8; p += 8) hash = mixed(hash, load<u64>(p));
  hash = mixed(hash, lastOf(conversation, length));
  hash = mixed(hash, lastOf(account, accountLength));
  return <u32>(hash >> 32);
}

function addressOf(near: i32): i32 {
  return NEAR_WORDS + near * load<i32>(NEAR_STRIDE);
}

/**
 * Takes an event of a near conversation, which happened at `AT`: a minimum, a maximum or a union.
 *
 * @returns of the extremes for which it is not known whether the event comes at or after their anchor, a bit each. It was not taken
 *   for these, and their anchor may yet turn out to be earlier.
 */
export function takeNear(near: i32, kind: i32, order: i32): i32 {
  const at = load<f64>(AT);
  const record = addressOf(near) + NEAR_RECORD;
  const extremes = load<i32>(EXTREMES);
  const orders = record + (extremes << 3);
  const bits = orders + (extremes << 2);
  const concerns = KINDS + kind * KIND_SIZE;
  const firsts = load<u32>(FIRSTS);
  store<u32>(bits, load<u32>(bits) | load<u32>(concerns + 8));
  for (let rest = load<u32>(concerns); rest !== 0; rest &= rest - 1) {
    const extreme = ctz(rest);
    takeExtreme(record + (extreme << 3), orders + (extreme << 2), ((firsts >> extreme) & 1) !== 0, at, order);
  }
  let waiting: u32 = 0;
  for (let rest = load<u32>(concerns + 4); rest !== 0; rest &= rest - 1) {
    const extreme = ctz(rest);
    const anchor = load<i32>(ANCHORS + (extreme << 2));
    const from = load<f64>(record + (anchor << 3));
    if (at < from || (at === from && order < load<i32>(orders + (anchor << 2)))) waiting |= 1 << extreme;
    else takeExtreme(record + (extreme << 3), orders + (extreme << 2), true, at, order);
  }
  return waiting;
}

function takeExtreme(instant: i32, orderAt: i32, isFirst: bool, at: f64, order: i32): void {
  const known = load<f64>(instant);
  if (at === known) {
    if (isFirst === order < load<i32>(orderAt)) store<i32>(orderAt, order);
  } else if (isFirst === at < known) {
    store<f64>(instant, at);
    store<i32>(orderAt, order);
  }
}
