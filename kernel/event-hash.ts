import { ACCOUNT, EVENT, EVENT_HASH, SEED } from "../src/replay/scan/kernel/terms";
import { endOf, placeOf } from "./places";

let a: i32 = 0;
let b: i32 = 0;

/** The hash of the event's id with its account: that of `EventIds`, which hashes what is not read here. */
export function hashEvent(): void {
  a = load<i32>(SEED);
  b = ~a;
  mix(placeOf(ACCOUNT), endOf(ACCOUNT));
  mix(placeOf(EVENT), endOf(EVENT));
  const first = finished(a);
  store<i32>(EVENT_HASH, first);
  store<i32>(EVENT_HASH + 4, finished(b ^ (first * <i32>0x9e3779b1)));
}

/** Mixes bytes into two words that do not wait for each other. */
function mix(from: i32, to: i32): void {
  a ^= to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word = load<i32>(at);
    a = (a ^ word) * 0x5bd1e995;
    b = rotl(b, 13) * 0x27d4eb2f + word;
    a ^= <i32>(<u32>a >> 15);
  }
  if (at < to) {
    const word = load<i32>(at) & ((1 << ((to - at) << 3)) - 1);
    a = ((a ^ word) * <i32>0x85ebca6b) ^ <i32>(<u32>a >> 13);
    b = (b ^ word) * 0x2c1b3c6d + <i32>(<u32>b >> 11);
  }
}

function finished(word: i32): i32 {
  let mixed = (word ^ <i32>(<u32>word >> 16)) * <i32>0x85ebca6b;
  mixed = (mixed ^ <i32>(<u32>mixed >> 13)) * <i32>0xc2b2ae35;
  return mixed ^ <i32>(<u32>mixed >> 16);
}
