import {
  ACCOUNT,
  ACCOUNT_ID,
  ACCOUNT_PLACES,
  ACCOUNT_SIZE,
  ACCOUNTS,
  NOWHERE,
  OWNER_AT,
} from "../src/replay/scan/kernel/terms";
import { areSame, lastOf, mixed } from "./bytes";
import { lengthOf, placeOf } from "./places";

/** The number of the line's account if it came lately; else `NOWHERE`. Where it is kept, or would be, stands at `OWNER_AT`. */
export function findAccount(): i32 {
  const from = placeOf(ACCOUNT);
  const length = lengthOf(ACCOUNT);
  const hash = mixed(mixed(<u64>length, lastOf(from, min(length, 8))), lastOf(from, length));
  const at = ACCOUNTS + <i32>(hash >> (64 - ACCOUNT_PLACES)) * ACCOUNT_SIZE;
  store<i32>(OWNER_AT, at);
  return load<i32>(at) === length && areSame(at + ACCOUNT_ID, from, length) ? load<i32>(at + 4) : NOWHERE;
}
