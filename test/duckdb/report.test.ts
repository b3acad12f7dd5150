import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packLogs, replay } from "chatledger/replay";
import fc from "fast-check";
import { expect, test } from "vitest";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { logConversations } from "../../src/duckdb/log-conversations.ts";
import { type LogEvents, withLogEvents } from "../../src/duckdb/log-events.ts";
import { repeatedEvents } from "../../src/duckdb/repeated-events.ts";
import { repetitionsIn } from "../../src/duckdb/repetitions-in.ts";
import { type Outcome, outcomeOf } from "../cli/in-process.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inChat } from "../support/events.ts";
import { anyLogs, anyReplay } from "./any-replay.ts";
import { byEngine } from "./both-ways.ts";
import { TIMES } from "./times.ts";

const folder = tempFolder();
const FILES = ["anomalies.ndjson", "conversations.ndjson", "quota.json", "report.html", "statistics.csv"];

/** A report that was left: its files, and what was said. */
interface Left {
  readonly outcome: Outcome;
  readonly files: Readonly<Record<string, string>>;
}

let count = 0;

/** Leaves a report in the ordinary way and by DuckDB, sees that both are the same to the byte, and gives it. */
async function bothReports(args: readonly string[]): Promise<Left> {
  const [ordinary, other] = [folder.at(`ordinary-${count}`), folder.at(`duckdb-${count++}`)];
  const outcome = await outcomeOf(replayCommand, [...args, "--out", ordinary]);
  const byDuckdb = JSON.stringify(await byEngine(replayCommand, [...args, "--out", other]));
  expect(JSON.parse(byDuckdb.replaceAll(other, ordinary))).toEqual(outcome);
  const files = filesIn(ordinary);
  expect(filesIn(other)).toEqual(files);
  return { outcome, files };
}

function filesIn(path: string): Readonly<Record<string, string>> {
  if (!existsSync(path)) return {};
  return Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), "utf8")]));
}

test("of any logs and ledgers, whatever is asked, all that is left is the same to the byte", async () => {
  await fc.assert(
    fc.asyncProperty(anyLogs(folder), anyReplay(folder), async (write, how) => {
      await bothReports([...write(), ...how]);
    }),
    { numRuns: 2 * TIMES },
  );
});

const click = event.ButtonClicked(at("10:00"), inChat("a"), { id: "click" });
const other = { ...click, buttonId: "other" };
const texts = [
  `nonsense\n${ndjson([click, click])}nonsense\n${ndjson([other, click, other])}{"bad":1}\n`,
  ndjson([{ ...click, sequence: 1 }, { ...other, label: "x" }, { ...click, accountId: "globex" }, click]),
];
const [here = "", there = ""] = texts.map((text, i) => folder.write(`repeated-${i}.ndjson`, text));

test("events that came again and ids that were given to several stand in it with their places, among what else was odd", async () => {
  const csv = "type,id,occurredAt,accountId,conversationId,botId,buttonId\n";
  const table = folder.write("t.csv", `${csv}ButtonClicked,click,2024-05-01T10:00:00Z,acme,a,bot-1,third\nx,y\n`);
  const damaged = folder.write("damaged.gz", gzipSync(ndjson([click, ...sampleLog(300)])).subarray(0, 3_000));
  const packed = folder.at("packed.parquet");
  await packLogs([here], packed);
  const { files, outcome } = await bothReports([here, damaged, there, table, packed, here, damaged]);
  expect(outcome).toMatchObject({ code: 1 });
  expect(Object.keys(files).sort()).toEqual(FILES);
  expect(files["anomalies.ndjson"]).toContain(`came before, at ${here}:2; it is taken once.`);
  expect(files["anomalies.ndjson"]).toContain(`belongs to another event at ${here}:2; both are taken.`);
  expect(files["anomalies.ndjson"]?.trimEnd().split("\n").length).toBeGreaterThan(50);
});

test("nothing is left where the logs are refused, or too many rows were asked for", async () => {
  expect(await bothReports([here, there, "--strict"])).toMatchObject({ outcome: { refused: "LogError" }, files: {} });
  const chats = ["1800-01-01T00:00:00Z", "2024-01-01T00:00:00Z"].map((occurredAt, i) =>
    event.BotTriggered(inChat(`c${i}`), { id: `e${i}`, occurredAt }),
  );
  const log = folder.write("old.ndjson", ndjson(chats));
  expect(await bothReports([log, "--by", "hour"])).toMatchObject({ outcome: { refused: "UsageError" }, files: {} });
  expect((await bothReports([log, "--by", "month"])).files).toHaveProperty("statistics.csv");
});

/** So many events that they are more than one part. */
const long = folder.write(
  "long.ndjson",
  ndjson(
    Array.from({ length: 11_000 }, (_, i) => {
      const chat = inChat(`c${(i * 7_919) % 2_503}`);
      return i % 3 === 0
        ? event.ButtonClicked(at("10:00"), chat, { sequence: i })
        : event.BotTriggered(at("11:00"), chat);
    }),
  ),
);

test("a log that is gone through in parts gives the same report", async () => {
  const { files } = await bothReports([long]);
  expect(files["conversations.ndjson"]?.trimEnd().split("\n").length).toBe(2_503);
});

const reading = { hideText: false, strict: false, threads: 1 };

test("however many parts and rounds it takes, each conversation comes once, with all its events", async () => {
  const log = await replay(long);
  const states = new Map([...log.conversations()].map((state) => [state.of.conversationId, state]));
  await withLogEvents(
    [long],
    reading,
    async ({ engine }) => {
      let parts = 0;
      const seen = new Set<string>();
      for await (const some of logConversations({ engine, lines: 30_000_000 })) {
        parts++;
        for (const state of some) {
          expect(state).toEqual(states.get(state.of.conversationId));
          seen.add(state.of.conversationId);
        }
      }
      expect([seen.size, parts > 200]).toEqual([states.size, true]);
    },
    async () => {},
  );
});

test("ids may hold any character that is accepted", async () => {
  // But U+0000, with which no event is accepted.
  const characters = Array.from({ length: 0x180 }, (_, i) => String.fromCodePoint(i + 1));
  const events = characters.flatMap((character, i) =>
    [character, `chat${character}1`].map((id) => event.ButtonClicked(at("10:00"), inChat(id), { id: `${id}/${i}` })),
  );
  const { files } = await bothReports([folder.write("characters.ndjson", ndjson(events))]);
  expect(files["conversations.ndjson"]?.trimEnd().split("\n").length).toBe(events.length);
});

test("so many ids that came again that they are not looked for one by one are found too", async () => {
  const logs = [here, there, folder.write("sample.ndjson", ndjson(sampleLog(30)))];
  await withLogEvents(
    logs,
    reading,
    async (events) => {
      const repeated = await repeatedEvents(events);
      expect(await repeated.ids(1)).toBe(undefined);
      const found = await allOf(repetitionsIn(events, repeated, reading));
      expect(found.length).toBeGreaterThan(10);
      const tooMany = { ...repeated, ids: async () => undefined };
      expect(await allOf(repetitionsIn(events, tooMany, reading))).toEqual(found);
    },
    async () => {},
  );
});

test("in however many rounds ids are told apart, the same came again", async () => {
  const sample = folder.write("sampled.ndjson", ndjson(sampleLog(60)));
  const ask = async ({ engine }: LogEvents) => {
    const found: unknown[][] = [];
    for (const lines of [1, 4_000_000]) {
      const repeated = await repeatedEvents({ engine, lines });
      const ids = await repeated.ids(1_000);
      found.push([new Set(ids?.map(({ id }) => id)), await repeated.duplicates(), repeated.conflicting]);
    }
    return found;
  };
  await withLogEvents([here, sample, there, sample], reading, ask, async ([once, often]) => {
    expect(once?.[1]).toBeGreaterThan(100);
    expect(often).toEqual(once);
  });
});

async function allOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
