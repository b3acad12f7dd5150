import { IdTable, NO_NUMBER } from "./id-table.ts";
import { joinIds, sharedNumbers } from "./joined-ids.ts";
import { byteOfId, bytesOfIds, lengthOfId, type PackedIds } from "./packed-ids.ts";
import type { BesidesRecords, PackedPlanTable } from "./plan-table.ts";
import type { PackedWaiting } from "./waiting-events.ts";

/**
 * The part of a table that is about the conversations which another table has too, with all its accounts. Texts and counts are not in it.
 *
 * @param numbers those of the conversations, which rise.
 * @param records gives those of some conversations, whose numbers rise.
 * @param extremes how many are kept of a conversation.
 */
export function sharedPart(
  { accounts, conversations, waiting }: BesidesRecords,
  numbers: Int32Array,
  records: (numbers: Int32Array) => PackedPlanTable["records"],
  others: PackedPlanTable,
  extremes: number,
): PackedPlanTable {
  const owners = joinIds(new IdTable(structuredClone(accounts)), others.accounts, new Int32Array(1));
  const shared = sharedNumbers(conversations, others.conversations, owners);
  const places = shared.filter((place) => place !== NO_NUMBER).sort();
  const sharedOfAll = places.map((place) => numbers[place] ?? NO_NUMBER);
  return {
    ...accountsOf({ accounts }),
    conversations: idsOf(conversations, places),
    records: records(sharedOfAll),
    waiting: waitingOf(waiting, sharedOfAll, extremes),
  };
}

/** A table with all accounts of another, and nothing about conversations. */
export function accountsOf({ accounts }: Pick<PackedPlanTable, "accounts">): PackedPlanTable {
  return {
    accounts,
    conversations: new IdTable().packed,
    records: new Int32Array(0),
    waiting: { places: new Int32Array(0), instants: new Float64Array(0), orders: new Int32Array(0) },
    counts: new Float64Array(0),
    texts: [],
  };
}

function idsOf(ids: PackedIds, numbers: Int32Array): PackedIds {
  const table = new IdTable();
  const bytes = bytesOfIds(ids);
  for (const number of numbers) {
    table.numberOfKept(bytes, byteOfId(ids.spans, number), lengthOfId(ids.spans, number), ids.owners[number] ?? 0);
  }
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
