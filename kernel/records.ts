import {
  ANCHORS,
  EMPTY_RECORD,
  EXTREMES,
  FIRSTS,
  KIND_SIZE,
  KINDS,
  RECORD_SIZE,
} from "../src/replay/scan/kernel/terms";

/** Makes the record that is to stand there one of which nothing has come yet. */
export function beginRecord(record: i32): void {
  copyRecord(record, EMPTY_RECORD);
}

export function copyRecord(to: i32, from: i32): void {
  const size = load<i32>(RECORD_SIZE);
  for (let i: i32 = 0; i < size; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/**
 * Takes an event of the conversation whose record stands there: a minimum, a maximum or a union.
 *
 * @returns of the extremes for which it is not known whether the event comes at or after their anchor, a bit each. It was not taken
 *   for these, and their anchor may yet turn out to be earlier.
 */
export function takeRecord(record: i32, kind: i32, order: i32, at: f64): i32 {
  const extremes = load<i32>(EXTREMES);
  const orders = record + (extremes << 3);
  const bits = orders + (extremes << 2);
  const concerns = KINDS + kind * KIND_SIZE;
  store<u32>(bits, load<u32>(bits) | load<u32>(concerns + 8));
  const concerned = load<u32>(concerns);
  if (takePairs(record, orders, concerned, at, order)) takeTies(record, orders, concerned, at, order);
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

/**
 * Takes an event for the extremes that it concerns, two at a time and without a branch: which it concerns, and which of them would be
 * taken, cannot be foreseen. Where there is one extreme more than pairs, what stands beside it stays as it is.
 *
 * @returns whether one of them has the same instant. There the order must decide, and the event was not taken.
 */
function takePairs(record: i32, orders: i32, concerned: u32, at: f64, order: i32): bool {
  const instants = f64x2.splat(at);
  const all = i64x2.splat(concerned);
  const firsts = i64x2.splat(load<u32>(FIRSTS));
  let pair = i64x2(1, 2);
  let same = i64x2.splat(0);
  let orderAt = orders;
  for (let instantAt = record; instantAt < orders; instantAt += 16) {
    const known = v128.load(instantAt);
    const knownOrders = v128.load64_zero(orderAt);
    const isConcerned = i64x2.eq(v128.and(all, pair), pair);
    const isFirst = i64x2.eq(v128.and(firsts, pair), pair);
    const isBeyond = v128.bitselect(f64x2.lt(instants, known), f64x2.gt(instants, known), isFirst);
    const isTaken = v128.and(isBeyond, isConcerned);
    const isOrderTaken = i32x4.shuffle(isTaken, isTaken, 0, 2, 0, 2);
    same = v128.or(same, v128.and(f64x2.eq(instants, known), isConcerned));
    v128.store(instantAt, v128.bitselect(instants, known, isTaken));
    v128.store64_lane(orderAt, v128.bitselect(i32x4.splat(order), knownOrders, isOrderTaken), 0);
    pair = i64x2.shl(pair, 2);
    orderAt += 8;
  }
  return v128.any_true(same);
}

function takeTies(record: i32, orders: i32, concerned: u32, at: f64, order: i32): void {
  const firsts = load<u32>(FIRSTS);
  for (let rest = concerned; rest !== 0; rest &= rest - 1) {
    const extreme = ctz(rest);
    takeExtreme(record + (extreme << 3), orders + (extreme << 2), ((firsts >> extreme) & 1) !== 0, at, order);
  }
}

function takeExtreme(instant: i32, orderAt: i32, isFirst: bool, at: f64, order: i32): void {
  const known = load<f64>(instant);
  const knownOrder = load<i32>(orderAt);
  const isSame = i32(at === known);
  const isBefore = i32(at < known) | (isSame & i32(order < knownOrder));
  const isAfter = i32(at > known) | (isSame & i32(order > knownOrder));
  if (select<i32>(isBefore, isAfter, isFirst)) {
    store<f64>(instant, at);
    store<i32>(orderAt, order);
  }
}
