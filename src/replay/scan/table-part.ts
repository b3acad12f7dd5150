import { IdTable, NO_NUMBER } from "./id-table.ts";
import { confirmedNumbers, type IdsAlike, sharedNumbers } from "./joined-ids.ts";
import type { BesidesRecords, PackedPlanTable } from "./plan-table.ts";
import type { PackedWaiting } from "./waiting-events.ts";

/** A part of a table that is about conversations which another table has too. */
export interface SharedPart {
  /** It has all accounts. Its conversations have no ids. Texts and counts are not in it. */
  readonly part: PackedPlanTable;
  /** Of each of its conversations the number in the other table. */
  readonly numbers: Int32Array;
}

/** The ids of another table. */
export interface OtherIds extends Pick<PackedPlanTable, "accounts" | "conversations"> {
  /** How those of its conversations end. */
  readonly ends: Int32Array;
}

/**
 * The part of a table that is about the conversations which another table has too.
 *
 * @param alike the conversations among all, and which others they may be.
 * @param records gives those of some conversations, whose numbers rise.
 * @param extremes how many are kept of a conversation.
 */
export function sharedPart(
  { accounts, conversations, waiting }: BesidesRecords,
  alike: IdsAlike,
  records: (numbers: Int32Array) => PackedPlanTable["records"],
  others: OtherIds,
  extremes: number,
): SharedPart {
  const owners = sharedNumbers(others.accounts, accounts, new Int32Array(1));
  const there =
    alike.others === undefined
      ? sharedNumbers(others.conversations, conversations, owners, [others.ends])
      : confirmedNumbers(others.conversations, conversations, owners, alike.others);
  const isShared = (_: number, i: number) => there[i] !== NO_NUMBER;
  const shared = alike.numbers.filter(isShared);
  const part = {
    ...accountsOf({ accounts }),
    conversations: namelessIds(conversations.owners.filter(isShared)),
    records: records(shared),
    waiting: waitingOf(waiting, shared, extremes),
  };
  return { part, numbers: there.filter(isShared) };
}

/** A table with all accounts of another, and nothing about conversations. */
export function accountsOf({ accounts }: Pick<PackedPlanTable, "accounts">): PackedPlanTable {
  return {
    accounts,
    conversations: namelessIds(new Int32Array(0)),
    records: new Int32Array(0),
    waiting: { places: new Int32Array(0), instants: new Float64Array(0), orders: new Int32Array(0) },
    counts: new Float64Array(0),
    texts: [],
  };
}

function namelessIds(owners: Int32Array): PackedPlanTable["conversations"] {
  const table = new IdTable();
  table.addNameless(owners);
  return table.packed;
}

function waitingOf({ places, instants, orders }: PackedWaiting, numbers: Int32Array, extremes: number): PackedWaiting {
  const newNumbers = new Map(Array.from(numbers, (number, i) => [number, i]));
  const kept = Array.from(places, (place, i) => {
    const extreme = place % extremes;
    const number = newNumbers.get((place - extreme) / extremes);
    return number === undefined
      ? []
      : [{ place: number * extremes + extreme, at: instants[i] ?? 0, order: orders[i] ?? 0 }];
  }).flat();
  return {
    places: Int32Array.from(kept, ({ place }) => place),
    instants: Float64Array.from(kept, ({ at }) => at),
    orders: Int32Array.from(kept, ({ order }) => order),
  };
}
