import fc from "fast-check";
import { expect, test } from "vitest";
import { IdTable } from "../../../src/replay/scan/id-table.ts";
import { endsOf } from "../../../src/replay/scan/joined-ids.ts";
import type { PackedIds } from "../../../src/replay/scan/packed-ids.ts";
import type { PackedPlanTable } from "../../../src/replay/scan/plan-table.ts";
import { sharedPart } from "../../../src/replay/scan/table-part.ts";
import { textOf } from "../../../src/replay/scan/text-of.ts";

type Owned = readonly [id: string, account: string];

const memory = Buffer.alloc(1 << 8);
const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);

function idsOf(ids: readonly string[], ownerOf: (id: string, i: number) => number): PackedIds {
  const table = new IdTable();
  for (const [i, id] of ids.entries()) table.numberOf(view, 0, memory.write(id), ownerOf(id, i));
  return table.packed;
}

/** A table of conversations, of each of which some events wait for some of its extremes. */
function tableOf(owned: readonly Owned[], waiting: readonly number[] = []): PackedPlanTable {
  const accounts = [...new Set(owned.map(([, account]) => account))];
  return {
    accounts: idsOf(accounts, () => 0),
    conversations: idsOf(
      owned.map(([id]) => id),
      (_, i) => accounts.indexOf(owned[i]?.[1] ?? ""),
    ),
    records: new Int32Array(0),
    waiting: {
      places: Int32Array.from(waiting),
      instants: Float64Array.from(waiting, (_, i) => 1_000 + i),
      orders: Int32Array.from(waiting, (_, i) => 10 * i),
    },
    counts: new Float64Array(0),
    texts: [],
  };
}

function namesIn({ accounts, conversations }: PackedPlanTable): readonly Owned[] {
  const [owners, ids] = [new IdTable(accounts), new IdTable(conversations)];
  return Array.from({ length: ids.size }, (_, number) => [
    textOf(ids.bytesOf(number)),
    textOf(owners.bytesOf(ids.ownerOf(number))),
  ]);
}

const EXTREMES = 3;
const owned = fc.tuple(
  fc.oneof(
    fc.nat({ max: 12 }).map((n) => `c${n}`),
    // The one begins as the other, by whole words.
    fc.constantFrom("conv", "conversation"),
    fc.nat({ max: 12 }).map((n) => `00000000-0000-4000-8000-${`${n}`.padStart(12, "0")}`),
  ),
  fc.constantFrom("a", "b", "c"),
);
const some = fc.uniqueArray(owned, { maxLength: 20, selector: String });

test("a part has the conversations that the other has too, with what waits for them, and all accounts", () => {
  fc.assert(
    fc.property(some, some, fc.array(fc.nat({ max: 59 })), fc.option(fc.nat()), (own, others, places, wrong) => {
      const waiting = places.filter((place) => place < EXTREMES * own.length);
      const table = tableOf(own, waiting);
      const shared = own.flatMap((each, number) =>
        others.some((other) => String(other) === String(each)) ? [number] : [],
      );
      const asked: number[][] = [];
      const records = (numbers: Int32Array) => {
        asked.push([...numbers]);
        return Int32Array.from(numbers);
      };
      const other = tableOf(others);
      const ends = endsOf(other.conversations);
      // Those that are not there are taken for any other at first.
      const guess = (each: Owned) => {
        const right = others.findIndex((other) => String(other) === String(each));
        return right < 0 && others.length > 0 ? (wrong ?? 0) % others.length : right;
      };
      const guesses = wrong === null ? undefined : Int32Array.from(own, guess);
      const alike = { numbers: Int32Array.from(own.keys()), others: guesses };
      const { part, numbers } = sharedPart(table, alike, records, { ...other, ends }, EXTREMES);
      expect(asked).toEqual([shared]);
      const otherNames = namesIn(other);
      expect(Array.from(numbers, (number) => otherNames[number])).toEqual(shared.map((number) => own[number]));
      expect([...part.records]).toEqual(shared);
      expect(part.accounts).toEqual(table.accounts);
      const accountsOfPart = namesIn(part).map(([, account]) => account);
      expect(accountsOfPart).toEqual(shared.map((number) => own[number]?.[1]));
      const kept = waiting.flatMap((place, i) => {
        const number = shared.indexOf(Math.floor(place / EXTREMES));
        return number < 0 ? [] : [[EXTREMES * number + (place % EXTREMES), 1_000 + i, 10 * i]];
      });
      const { places: newPlaces, instants, orders } = part.waiting;
      expect(Array.from(newPlaces, (place, i) => [place, instants[i], orders[i]])).toEqual(kept);
    }),
  );
});
