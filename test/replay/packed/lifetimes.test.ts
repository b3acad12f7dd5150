import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type Lifetimes, LifetimesSoFar, lastGroupOf, lifetimesIn } from "../../../src/replay/packed/lifetimes.ts";
import { CREATOR } from "../../../src/replay/packed/packed-metadata.ts";
import { openParquet } from "../../../src/replay/tables/parquet-file.ts";
import { event, inChat } from "../../support/events.ts";
import { tempFolder } from "../temp-folder.ts";
import { packEvents } from "./pack-in-groups.ts";

const folder = tempFolder();

/** A packed log whose rows are of these conversations, so many in a group. */
function packed(conversations: readonly number[], rowsInGroup: number): Buffer {
  return packEvents(
    conversations.map((n, i) => event.BotTriggered({ id: `e${i}` }, inChat(`c${n}`))),
    rowsInGroup,
  );
}

async function lifetimesOf(file: Uint8Array): Promise<Lifetimes | undefined> {
  return lifetimesIn(openParquet(folder.write("log.parquet", file)));
}

/** For each conversation, as they come, its first and last group; and how many go on in the group with most. */
function expected(conversations: readonly number[], rowsInGroup: number) {
  const spans = [...new Set(conversations)].map((n) => {
    return [conversations.indexOf(n), conversations.lastIndexOf(n)].map((row) => Math.floor(row / rowsInGroup));
  });
  const groups = Array.from({ length: Math.ceil(conversations.length / rowsInGroup) }, (_, group) => group);
  const going = groups.map((group) => spans.filter(([first = 0, last = 0]) => first <= group && group <= last).length);
  return { spans, mostAtOnce: Math.max(0, ...going) };
}

function spansIn(lifetimes: Lifetimes): number[][] {
  const firsts = lifetimes.begun.flatMap((count, group) => new Array<number>(count).fill(group));
  return firsts.map((first, number) => [
    first,
    lastGroupOf(lifetimes.begun.length, first, lifetimes.lasting[number] ?? 0),
  ]);
}

test("a packed log says in which groups each conversation begins and ends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 120, size: "max" }),
      fc.integer({ min: 1, max: 30 }),
      async (conversations, rowsInGroup) => {
        const lifetimes = await lifetimesOf(packed(conversations, rowsInGroup));
        const { spans, mostAtOnce } = expected(conversations, rowsInGroup);
        expect(lifetimes?.mostAtOnce).toBe(mostAtOnce);
        expect(lifetimes && spansIn(lifetimes)).toEqual(spans);
      },
    ),
  );
});

test("what lasts very long is told as lasting to the end", async () => {
  const rows = [0, ...Array.from({ length: 253 }, (_, i) => i + 2), 0, 1, 2, 1];
  const lifetimes = await lifetimesOf(packed(rows, 1));
  const spans = lifetimes && spansIn(lifetimes);
  expect(spans?.slice(0, 3)).toEqual([
    [0, 254],
    [1, 257],
    [2, 2],
  ]);
});

test("lifetimes that are damaged, or are not those of all conversations, are none", async () => {
  const rows = [0, 1, 0, 2, 1];
  const whole = packed(rows, 2);
  const { begun, lasting } = (await lifetimesOf(whole)) ?? { begun: [], lasting: new Uint8Array(0) };
  expect([begun, [...lasting]]).toEqual([
    [2, 1, 0],
    [1, 2, 0],
  ]);
  const at = whole.indexOf(deflateRawSync(lasting));
  const changed = Buffer.from(whole);
  changed[at] = (changed[at] ?? 0) ^ 1;
  expect(await lifetimesOf(changed)).toBeUndefined();
  const says = vi.spyOn(LifetimesSoFar.prototype, "packed", "get");
  const forged = async (
    counts: readonly number[],
    lasts: readonly number[],
    bytes = deflateRawSync(Uint8Array.from(lasts)),
    other = {},
  ) => {
    says.mockReturnValue({ bytes, place: { begun: [...counts], mostAtOnce: 3, crc32: crc32(bytes), ...other } });
    return lifetimesOf(packed(rows, 2));
  };
  expect(await forged([2, 1, 0], [1, 2, 0])).toEqual({ begun, lasting, mostAtOnce: 3 });
  expect(await forged([2, 1, 0], [1, 2])).toBeUndefined();
  expect(await forged([2, 1, 0], [1, 2, 0, 0])).toBeUndefined();
  expect(await forged([2, 0, 0], [1, 2, 0])).toBeUndefined();
  expect(await forged([2, 2, 0], [1, 2, 0])).toBeUndefined();
  expect(await forged([3, 0], [1, 2, 0])).toBeUndefined();
  expect(await forged([2, 1, 0], [], Buffer.from("nonsense"))).toBeUndefined();
  for (const mostAtOnce of [4, undefined]) {
    expect(await forged([2, 1, 0], [1, 2, 0], undefined, { mostAtOnce })).toBeUndefined();
  }
  for (const length of [2 ** 20, 2 ** 50]) {
    expect(await forged([2, 1, 0], [1, 2, 0], undefined, { length })).toBeUndefined();
  }
  says.mockRestore();
});

test("what another program wrote has none", async () => {
  const text = packed([0, 1], 1).toString("latin1").replaceAll(CREATOR, "duckdb    ");
  expect(await lifetimesOf(Buffer.from(text, "latin1"))).toBeUndefined();
});
