import {
  ACCOUNT,
  AT,
  CONVERSATION,
  GATHERED_IDS,
  GATHERED_LENGTHS,
  GATHERED_OWNERS,
  GATHERED_RECORDS,
  HASH,
  MOST_AT_PLACE,
  NEAR_BEFORE,
  NEAR_CAPACITY,
  NEAR_FAR,
  NEAR_IDS,
  NEAR_LENGTHS,
  NEAR_NEXT,
  NEAR_OWNER,
  NEAR_PASSED,
  NEAR_PLACES,
  NEAR_RECORD,
  NEAR_RUN,
  NEAR_SHIFT,
  NEAR_STRIDE,
  NEAR_UUID,
  NEAR_WORDS,
  NOWHERE,
  RECORD_SIZE,
} from "../src/replay/scan/kernel/terms";
import { areSame, copyBytes, lastOf, mixed } from "./bytes";
import { lengthOf, placeOf } from "./places";
import { beginRecord, copyRecord, takeRecord } from "./records";
import { shorten, UUID_LENGTH } from "./uuids";

const BYTE: u32 = 8;
/** How many bytes are kept of a UUID, and below 0 the length of such an id in a table. */
const UUID_SIZE: i32 = 16;
const LENGTH_MASK: u32 = (1 << BYTE) - 1;

/** The conversation of the line if it is near, by number; else `NOWHERE`, and its hash is kept. */
export function findNear(): i32 {
  const account = placeOf(ACCOUNT);
  const conversation = placeOf(CONVERSATION);
  const accountLength = lengthOf(ACCOUNT);
  const length = lengthOf(CONVERSATION);
  const hash = hashOf(account, accountLength, conversation, length);
  store<u32>(HASH, hash);
  const lengths = lengthsOf(accountLength, length);
  let passed = 0;
  let near = <i32>load<u16>(addressOfPlace()) - 1;
  while (near >= 0) {
    const at = addressOf(near);
    const ids = at + load<i32>(NEAR_IDS);
    const isSame =
      load<u32>(at + NEAR_LENGTHS) === lengths &&
      areSame(ids, conversation, length) &&
      areSame(accountAfter(ids, length), account, accountLength);
    if (isSame) return near;
    near = load<i32>(at + NEAR_BEFORE) - 1;
    passed++;
  }
  store<i32>(NEAR_PASSED, passed);
  return NOWHERE;
}

/** Whether there is room for the conversation that was not found. */
export function hasRoom(): bool {
  const near = load<i32>(NEAR_NEXT);
  return near % NEAR_RUN !== 0 && near !== load<i32>(NEAR_CAPACITY) && load<i32>(NEAR_PASSED) < MOST_AT_PLACE;
}

/** Takes in the conversation of the line, which was not found and for which there is room; gives its number. */
export function addNear(account: i32): i32 {
  const near = load<i32>(NEAR_NEXT);
  store<i32>(NEAR_NEXT, near + 1);
  const at = addressOf(near);
  const length = lengthOf(CONVERSATION);
  store<u32>(at + NEAR_LENGTHS, lengthsOf(lengthOf(ACCOUNT), length));
  store<i32>(at + NEAR_OWNER, account);
  store<i32>(at + NEAR_FAR, NOWHERE);
  takePlace(near, at);
  beginRecord(at + NEAR_RECORD);
  const ids = at + load<i32>(NEAR_IDS);
  copyBytes(ids, placeOf(CONVERSATION), length);
  copyBytes(accountAfter(ids, length), placeOf(ACCOUNT), lengthOf(ACCOUNT));
  return near;
}

/** Finds places anew for so many near conversations, since there are more places now. */
export function placeNear(count: i32): void {
  const hash = load<u32>(HASH);
  for (let near: i32 = 0; near < count; near++) {
    const at = addressOf(near);
    if (load<u32>(at + NEAR_LENGTHS) === 0) continue;
    store<u32>(HASH, hashAt(at));
    takePlace(near, at);
  }
  store<u32>(HASH, hash);
}

/** Takes near conversations from their places, since they leave. Of an id that is a UUID then stands there what is kept of it. */
export function leaveNear(from: i32, to: i32): void {
  const hash = load<u32>(HASH);
  for (let near = from; near < to; near++) {
    const at = addressOf(near);
    if (load<u32>(at + NEAR_LENGTHS) === 0) continue;
    store<u32>(HASH, hashAt(at));
    let place = addressOfPlace();
    while (<i32>load<u16>(place) !== near + 1) place = addressOf(<i32>load<u16>(place) - 1) + NEAR_BEFORE;
    store<u16>(place, load<u16>(at + NEAR_BEFORE));
    const isUuid = <i32>load<u8>(at + NEAR_LENGTHS) === UUID_LENGTH && shorten(at + load<i32>(NEAR_IDS));
    if (isUuid) store<u8>(at + NEAR_LENGTHS, NEAR_UUID);
  }
  store<u32>(HASH, hash);
}

/**
 * Takes near conversations from their places, none of which is free, and puts what is kept of each one after the other, as tables do.
 *
 * @returns in how many words their ids are.
 */
export function gatherNear(from: i32, to: i32): i32 {
  leaveNear(from, to);
  const size = load<i32>(RECORD_SIZE);
  let ids = GATHERED_IDS;
  let records = GATHERED_RECORDS;
  for (let near = from; near < to; near++) {
    const at = addressOf(near);
    const i = (near - from) << 2;
    const isUuid = <i32>load<u8>(at + NEAR_LENGTHS) === NEAR_UUID;
    const length = isUuid ? UUID_SIZE : <i32>load<u8>(at + NEAR_LENGTHS);
    store<i32>(GATHERED_OWNERS + i, load<i32>(at + NEAR_OWNER));
    store<i32>(GATHERED_LENGTHS + i, isUuid ? -UUID_SIZE : length);
    // The last word is filled up with zeros.
    store<u32>(at + load<i32>(NEAR_IDS) + length, 0);
    copyBytes(ids, at + load<i32>(NEAR_IDS), length);
    ids += (length + 3) & ~3;
    copyRecord(records, at + NEAR_RECORD);
    records += size;
    store<u32>(at + NEAR_LENGTHS, 0);
  }
  return (ids - GATHERED_IDS) >> 2;
}

/** Comes to the place of its hash, before all that came there before. */
function takePlace(near: i32, at: i32): void {
  const place = addressOfPlace();
  store<i32>(at + NEAR_BEFORE, <i32>load<u16>(place));
  store<u16>(place, <u16>(near + 1));
}

/** The hash of a near conversation. */
function hashAt(at: i32): u32 {
  const lengths = load<u32>(at + NEAR_LENGTHS);
  const length = <i32>(lengths & LENGTH_MASK);
  const ids = at + load<i32>(NEAR_IDS);
  return hashOf(accountAfter(ids, length), <i32>(lengths >> BYTE), ids, length);
}

function lengthsOf(account: i32, conversation: i32): u32 {
  return ((<u32>account) << BYTE) | <u32>conversation;
}

/** Where the id of the account begins, after that of the conversation. */
function accountAfter(ids: i32, length: i32): i32 {
  return ids + ((length + 3) & ~3);
}

/** The place of the conversation whose hash is kept. */
function addressOfPlace(): i32 {
  return NEAR_PLACES + <i32>((load<u32>(HASH) >> load<u32>(NEAR_SHIFT)) << 1);
}

function hashOf(account: i32, accountLength: i32, conversation: i32, length: i32): u32 {
  let hash: u64 = <u64>length;
  const last = conversation + length - 8;
  for (let p = conversation; p < last && length > 8; p += 8) hash = mixed(hash, load<u64>(p));
  hash = mixed(hash, lastOf(conversation, length));
  // Accounts may begin alike, or end alike.
  if (accountLength > 8) hash = mixed(hash, load<u64>(account));
  hash = mixed(hash, lastOf(account, accountLength));
  return <u32>(hash >> 32);
}

function addressOf(near: i32): i32 {
  return NEAR_WORDS + near * load<i32>(NEAR_STRIDE);
}

/** Takes an event of a near conversation, which happened at `AT`, as `takeRecord` does. */
export function takeNear(near: i32, kind: i32, order: i32): i32 {
  return takeRecord(addressOf(near) + NEAR_RECORD, kind, order, load<f64>(AT));
}
