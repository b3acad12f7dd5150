import {
  ACCOUNT,
  AT,
  CONVERSATION,
  HASH,
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
  NEAR_UUID,
  NEAR_WORDS,
  NOWHERE,
} from "../src/replay/scan/kernel/terms";
import { areSame, copyBytes, lastOf, mixed } from "./bytes";
import { lengthOf, placeOf } from "./places";
import { beginRecord, takeRecord } from "./records";
import { shorten, UUID_LENGTH } from "./uuids";

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
  beginRecord(at + NEAR_RECORD);
  const ids = at + load<i32>(NEAR_IDS);
  copyBytes(ids, placeOf(CONVERSATION), length);
  copyBytes(accountAfter(ids, length), placeOf(ACCOUNT), lengthOf(ACCOUNT));
  return near;
}

/** Makes of the ids of near conversations that leave what is kept of them, if they are UUIDs; of none that stays. */
export function shortenNear(from: i32, to: i32): void {
  for (let near = from; near < to; near++) {
    const at = addressOf(near);
    const isUuid = <i32>load<u8>(at + NEAR_LENGTHS) === UUID_LENGTH && shorten(at + load<i32>(NEAR_IDS));
    if (isUuid) store<u8>(at + NEAR_LENGTHS, NEAR_UUID);
  }
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

/** Takes an event of a near conversation, which happened at `AT`, as `takeRecord` does. */
export function takeNear(near: i32, kind: i32, order: i32): i32 {
  return takeRecord(addressOf(near) + NEAR_RECORD, kind, order, load<f64>(AT));
}
