import {
  ACCOUNT_COUNT,
  ACCOUNT_NUMBERS,
  AS_OF,
  ASKED_BOT,
  AT,
  AT_SLOT,
  CONVERSATION_COUNT,
  DONE,
  EARLIEST_AT,
  FIRST_AT,
  GREATEST_SEQUENCE,
  HAS_SEQUENCES,
  IS_BY_ID,
  LAST_AT,
  LATEST_AT,
  NEAR,
  NOWHERE,
  NUMBERS_AT,
  ORDER,
  OWNERS_AT,
  RANK_BITS,
  RANKS,
  RECORD_SIZE,
  RECORDS_AT,
  ROW_ACCOUNTS,
  ROW_BOTS,
  ROW_CONVERSATIONS,
  ROW_INSTANTS,
  ROW_SEQUENCES,
  ROW_TYPES,
  STOP,
  TABLE_ROOM,
  TABLE_SIZE,
  TYPE_ROOM,
  TYPE_SIZE,
  TYPES,
  UNUSUAL,
  WAITING,
  WAITS,
} from "../src/replay/scan/kernel/terms";
import { beginRecord, takeRecord } from "./records";

/**
 * Takes the events of rows from that one on, and gives where it stopped: at `to`, at a row that is unusual in any way or of which the
 * account is not known yet, or a conversation that is told by its id, or at the last one that was taken. Why stands at `STOP`.
 */
export function takeRows(from: i32, to: i32): i32 {
  const asOf = load<f64>(AS_OF);
  const earliest = load<f64>(EARLIEST_AT);
  const latest = load<f64>(LATEST_AT);
  const accounts = load<u32>(ACCOUNT_COUNT);
  const conversations = load<u32>(CONVERSATION_COUNT);
  const isById = load<bool>(IS_BY_ID);
  const numbers = load<i32>(NUMBERS_AT);
  const records = load<i32>(RECORDS_AT);
  const recordSize = load<i32>(RECORD_SIZE);
  const asked = load<i32>(ASKED_BOT);
  const hasSequences = load<bool>(HAS_SEQUENCES);
  let firstAt = load<f64>(FIRST_AT);
  let lastAt = load<f64>(LAST_AT);
  let stop = DONE;
  let row = from;
  for (; row < to; row++) {
    const type = wordOf(ROW_TYPES, row);
    const bot = wordOf(ROW_BOTS, row);
    const account = wordOf(ROW_ACCOUNTS, row);
    const numbered = wordOf(ROW_CONVERSATIONS, row);
    const at = load<f64>(ROW_INSTANTS + (row << 3));
    stop = UNUSUAL;
    const isPlaced = at >= earliest && at <= latest;
    if (<u32>type >= <u32>TYPE_ROOM || <u32>account >= accounts || <u32>numbered >= conversations || !isPlaced) break;
    const taken = load<i32>(TYPES + type * TYPE_SIZE + ((i32(bot !== 0) + i32(bot === asked)) << 2));
    const owner = wordOf(ACCOUNT_NUMBERS, account);
    let conversation = wordOf(numbers, numbered);
    if (taken < 0 || owner === NOWHERE) break;
    if (isById && (conversation === NOWHERE || (at <= asOf && !isKnown(conversation, numbered, owner)))) break;
    let order = taken & RANK_BITS;
    if (hasSequences) {
      const sequence = load<f64>(ROW_SEQUENCES + (row << 3));
      if (sequence < 0 || sequence > GREATEST_SEQUENCE) break;
      if (!F64.isNaN(sequence)) order += RANKS * (<i32>sequence + 1);
    }
    if (conversation < 0 && at <= asOf) {
      const slot = conversation === NOWHERE ? load<i32>(TABLE_SIZE) : AT_SLOT - conversation;
      if (owner < 0 || slot >= load<i32>(TABLE_ROOM)) break;
      conversation = begin(slot, numbers + (numbered << 2), owner);
    }
    stop = DONE;
    if (at < firstAt) firstAt = at;
    if (at > lastAt) lastAt = at;
    if (at > asOf) continue;
    const waiting = takeRecord(records + conversation * recordSize, <u32>taken / RANKS, order, at);
    if (waiting === 0) continue;
    store<f64>(AT, at);
    store<i32>(ORDER, order);
    store<i32>(NEAR, conversation);
    store<i32>(WAITING, waiting);
    stop = WAITS;
    break;
  }
  store<f64>(FIRST_AT, firstAt);
  store<f64>(LAST_AT, lastAt);
  store<i32>(STOP, stop);
  return row;
}

/** Whether a conversation that is told by its id has a number in the table, as one of that account. */
function isKnown(conversation: i32, numbered: i32, owner: i32): bool {
  return conversation >= 0 && wordOf(load<i32>(OWNERS_AT), numbered) === owner;
}

/** Begins a conversation of the table there, or after the last one. Gives its number. */
function begin(conversation: i32, numberAt: i32, owner: i32): i32 {
  if (conversation === load<i32>(TABLE_SIZE)) store<i32>(TABLE_SIZE, conversation + 1);
  store<i32>(numberAt, conversation);
  store<i32>(load<i32>(OWNERS_AT) + (conversation << 2), owner);
  beginRecord(load<i32>(RECORDS_AT) + conversation * load<i32>(RECORD_SIZE));
  return conversation;
}

function wordOf(words: i32, row: i32): i32 {
  return load<i32>(words + (row << 2));
}
