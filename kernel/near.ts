import {
  ACCOUNT,
  ANCHORS,
  AT,
  CONVERSATION,
  EXTREMES,
  FIRSTS,
  HASH,
  KIND_SIZE,
  KINDS,
  NEAR_IDS,
  NEAR_PLACES,
  NEAR_RECORD,
  NEAR_SHIFT,
  NEAR_STRIDE,
  NEAR_WORDS,
  NOWHERE,
  PLACES,
} from "../src/replay/scan/kernel/terms";
import { areSame } from "./bytes";

const FACTOR: u64 = 0x9e3779b97f4a7c15;
const BYTE: u32 = 8;

/** The conversation of the line if it is near, by number; else `NOWHERE`, and its hash is kept. */
export function findNear(): i32 {
  const account = load<i32>(PLACES + 8 * ACCOUNT);
  const accountLength = load<i32>(PLACES + 8 * ACCOUNT + 4) - account;
  const conversation = load<i32>(PLACES + 8 * CONVERSATION);
  const length = load<i32>(PLACES + 8 * CONVERSATION + 4) - conversation;
  const hash = hashOf(account, accountLength, conversation, length);
  store<u32>(HASH, hash);
  const near = <i32>load<u16>(NEAR_PLACES + ((<i32>(hash >> load<u32>(NEAR_SHIFT))) << 1)) - 1;
  if (near < 0) return NOWHERE;
  const at = addressOf(near);
  const ids = at + load<i32>(NEAR_IDS);
  const isSame =
    load<u32>(at) === (((<u32>accountLength) << BYTE) | <u32>length) &&
    areSame(ids, conversation, length) &&
    areSame(ids + ((length + 3) & ~3), account, accountLength);
  return isSame ? near : NOWHERE;
}

function hashOf(account: i32, accountLength: i32, conversation: i32, length: i32): u32 {
  let hash: u64 = <u64>length;
  const last = conversation + length - 8;
  for (let p = conversation; p < last && length > 8; p += 8) hash = mixed(hash, load<u64>(p));
  hash = mixed(hash, lastOf(conversation, length));
  hash = mixed(hash, lastOf(account, accountLength));
  return <u32>(hash >> 32);
}

/** A product forgets nothing of its highest bits; they are brought down before the next one. */
function mixed(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * FACTOR;
  return product ^ (product >> 29);
}

/** The last eight bytes, or all of what is shorter. */
function lastOf(from: i32, length: i32): u64 {
  if (length >= 8) return load<u64>(from + length - 8);
  return load<u64>(from) & (((<u64>1) << ((<u64>length) << 3)) - 1);
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
  const record = addressOf(near) + load<i32>(NEAR_RECORD);
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
