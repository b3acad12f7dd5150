import type { IdTable } from "./id-table.ts";
import type { PlanTable } from "./plan-table.ts";

/** How many bytes of an id a number holds exactly. */
const IN_NUMBER = 6;

/**
 * The conversations of a table by number, by account and then by conversation, in the order of code points, which is that of the bytes
 * of UTF-8.
 *
 * @param accountId only those of this account.
 */
export function* inOrderOfIds({ accounts, conversations, size }: PlanTable, accountId?: string): Generator<number> {
  const order = sorted(
    Int32Array.from({ length: accounts.size }, (_, account) => account),
    accounts,
  );
  const asked = accountId === undefined ? undefined : Buffer.from(accountId);
  const counts = new Int32Array(accounts.size);
  for (let conversation = 0; conversation < size; conversation++) {
    const account = conversations.ownerOf(conversation);
    counts[account] = (counts[account] ?? 0) + 1;
  }
  const ofAccount = Array.from(counts, (count) => new Int32Array(count));
  for (let conversation = size - 1; conversation >= 0; conversation--) {
    const account = conversations.ownerOf(conversation);
    const left = (counts[account] ?? 0) - 1;
    counts[account] = left;
    const list = ofAccount[account];
    if (list !== undefined) list[left] = conversation;
  }
  for (const account of order) {
    const isAsked = asked === undefined || asked.equals(accounts.bytesOf(account));
    if (isAsked) yield* sorted(ofAccount[account] ?? counts.subarray(0, 0), conversations);
  }
}

/** Numbers in the order of their ids, most of which are told apart by their first bytes. */
function sorted(numbers: Int32Array, ids: IdTable): Int32Array {
  const starts = Float64Array.from(numbers, (number) => startOf(ids.bytesOf(number)));
  const idAt = (place: number) => ids.bytesOf(numbers[place] ?? 0);
  const places = numbers.map((_, place) => place);
  places.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || Buffer.compare(idAt(a), idAt(b)));
  return places.map((place) => numbers[place] ?? 0);
}

/** The first bytes of an id as a number. An id has no zero byte, so a shorter one comes before those that it begins. */
function startOf(bytes: Uint8Array): number {
  let start = 0;
  for (let i = 0; i < IN_NUMBER; i++) start = start * 256 + (bytes[i] ?? 0);
  return start;
}
