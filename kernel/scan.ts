import {
  A_NESTED,
  A_TEXT,
  AN_ID,
  AN_INSTANT,
  AS_OF,
  AT,
  BOT,
  CONVERSATION,
  DONE,
  END,
  EVENT,
  FIRST_AT,
  GREATEST_SEQUENCE,
  IS_ASKED_MORE,
  KIND,
  LAST_AT,
  LENGTH,
  LINES,
  LONGEST_ID,
  NEAR,
  NEW_DATE,
  NEXT,
  NOWHERE,
  ORDER,
  OWNER,
  RANKS,
  RESULT,
  SEES_IDS,
  SEQUENCE,
  STOP,
  TO_TAKE,
  UNKNOWN,
  UNLEARNED,
  UNUSUAL,
  VALUE,
  VISITOR,
  WAITING,
  WAITS,
} from "../src/replay/scan/kernel/terms";
import { findAccount } from "./accounts";
import { endOfAnyNumber, endOfNumber, endOfPlain, endOfText, numberIn } from "./bytes";
import { QUOTE } from "./characters";
import { hashEvent } from "./event-hash";
import { isDateTold, readInstant } from "./instants";
import { findNode, wordOf } from "./layouts";
import { addNear, findNear, hasRoom, takeNear } from "./near";
import { endOfNested } from "./nested";
import { endOf, lengthOf, placeOf, setPlace } from "./places";

/** How long the id of a conversation was that was read last, by which that of the next one is guessed; 0 for no guess. */
let conversationLength: i32 = 0;

/**
 * Takes the events of the lines in [from, to), and gives where it stopped: at `to`, at the line that was not taken, or after the
 * last one that was. Why stands at `STOP`.
 */
export function scan(from: i32, to: i32): i32 {
  const isAskedMore = load<bool>(IS_ASKED_MORE);
  const asOf = load<f64>(AS_OF);
  let p = from;
  while (p < to) {
    const stop = follow(p, to, isAskedMore);
    if (stop === UNLEARNED && conversationLength !== 0) {
      // Perhaps the guess was wrong.
      conversationLength = 0;
      continue;
    }
    if (stop !== DONE) return stopAt(p, stop);
    let near = asOf === -Infinity ? NOWHERE : findNear();
    // What is near is an id.
    if (near === NOWHERE && !isConversationAnId()) {
      conversationLength = 0;
      continue;
    }
    const at = load<f64>(AT);
    if (at < load<f64>(FIRST_AT)) store<f64>(FIRST_AT, at);
    if (at > load<f64>(LAST_AT)) store<f64>(LAST_AT, at);
    const isNew = near === NOWHERE && at <= asOf;
    const owner = isNew ? findAccount() : NOWHERE;
    if (owner !== NOWHERE && !isAskedMore && hasRoom()) near = addNear(owner);
    if (isAskedMore || (isNew && near === NOWHERE)) {
      store<i32>(NEAR, near);
      store<i32>(OWNER, owner);
      if (load<bool>(SEES_IDS)) hashEvent();
      return stopAt(p, TO_TAKE);
    }
    p = load<i32>(NEXT);
    store<i32>(LINES, load<i32>(LINES) + 1);
    if (at > asOf) continue;
    const waiting = takeNear(near, load<i32>(KIND), load<i32>(ORDER));
    if (waiting === 0) continue;
    store<i32>(NEAR, near);
    store<i32>(WAITING, waiting);
    return stopAt(p, WAITS);
  }
  return stopAt(p, DONE);
}

function stopAt(p: i32, why: i32): i32 {
  store<i32>(STOP, why);
  return p;
}

function isConversationAnId(): bool {
  return endOfPlain(placeOf(CONVERSATION)) === endOf(CONVERSATION);
}

/** Reads the line at `from` along the layouts that were learned: what is in it stands in memory then, and where the next begins. */
function follow(from: i32, to: i32, isAskedMore: bool): i32 {
  let p = from;
  let node = UNKNOWN;
  let sequence: i64 = -1;
  if (isAskedMore) {
    setPlace(EVENT, NOWHERE, NOWHERE);
    setPlace(VISITOR, NOWHERE, NOWHERE);
    setPlace(BOT, NOWHERE, NOWHERE);
  }
  while (true) {
    node = findNode(node, p);
    if (node === UNKNOWN) return UNLEARNED;
    p += wordOf(node, LENGTH);
    const value = wordOf(node, VALUE);
    if (value <= CONVERSATION) {
      if (value === END) break;
      const start = p;
      p += conversationLength;
      // Most conversations are as long as the one before. Whether this one is an id is known when it is looked for.
      const isGuessed = value === CONVERSATION && p !== start && p < to && load<u8>(p) === QUOTE;
      if (!isGuessed) p = endOfPlain(start);
      // The bytes after it are the next part's, a quote first.
      if (p === start || p - start > LONGEST_ID) return UNUSUAL;
      if (value !== AN_ID) setPlace(value, start, p);
    } else if (value === AN_INSTANT) {
      if (!isDateTold(p)) {
        store<i32>(NEXT, p);
        return NEW_DATE;
      }
      p = readInstant(p);
      if (p === NOWHERE) return UNUSUAL;
    } else if (value === A_TEXT) p = endOfText(p);
    else if (value === A_NESTED) {
      p = endOfNested(p);
      if (p === NOWHERE) return UNUSUAL;
    } else {
      const end = value === SEQUENCE ? endOfNumber(p) : endOfAnyNumber(p);
      // What is no number may be a text, which is laid out in another way.
      if (end === NOWHERE) return UNLEARNED;
      if (value === SEQUENCE) {
        sequence = numberIn(p, end);
        if (sequence > GREATEST_SEQUENCE) return UNUSUAL;
      }
      p = end;
    }
  }
  conversationLength = lengthOf(CONVERSATION);
  const kind = wordOf(node, RESULT);
  const rank = kind >> 1;
  store<i32>(KIND, kind);
  store<i32>(ORDER, sequence < 0 ? rank : RANKS * (<i32>sequence + 1) + rank);
  store<i32>(NEXT, p);
  return DONE;
}
