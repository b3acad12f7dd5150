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
  const size = load<i32>(RECORD_SIZE);
  for (let i: i32 = 0; i < size; i += 8) store<u64>(record + i, load<u64>(EMPTY_RECORD + i));
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

/** All but the last step without a branch: which of them would be taken cannot be foreseen. */
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
