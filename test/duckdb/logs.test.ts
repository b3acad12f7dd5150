import { appendFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { packLogs } from "chatledger/replay";
import { describe, expect, test } from "vitest";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { type LogEvents, withLogEvents } from "../../src/duckdb/log-events.ts";
import { chatledger } from "../cli/chatledger.ts";
import type { Outcome } from "../cli/in-process.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inChat } from "../support/events.ts";
import { bothWays, byEngine } from "./both-ways.ts";

const folder = tempFolder();

/** A log of which every line is usual. */
const usual = ndjson([
  event.VisitorArrived(at("09:00"), inChat("c1"), { visitorId: "v1" }),
  event.BotTriggered(at("09:00:01"), inChat("c1")),
  event.BotTriggered(at("09:00:02"), inChat("c2")),
  event.ButtonClicked(at("09:00:03"), inChat("c2")),
  event.ChatClosed(at("09:00:04"), inChat("c2")),
]);
/** One with facts of billing, ids beyond ASCII, and events that came twice. */
const mixed = ndjson(sampleLog(60));
const stats = (...args: readonly string[]) => bothWays(statsCommand, ["--by", "year", ...args]);

/** The number of triggered conversations in all rows. */
function triggeredIn(outcome: Outcome): number {
  if (!("stdout" in outcome)) throw new Error(outcome.message);
  const rows: readonly { readonly triggered: number }[] = JSON.parse(outcome.stdout);
  return rows.reduce((sum, { triggered }) => sum + triggered, 0);
}

const triggered = { ...event.BotTriggered(at("10:00"), inChat("mine")) };
const plain = JSON.stringify(triggered);
const withField = (name: string, json: string) => `${plain.slice(0, -1)},${JSON.stringify(name)}:${json}}`;

/** Lines that DuckDB would read in another way, or not at all, with how many conversations they tell of. */
const LINES: readonly (readonly [what: string, line: string | Uint8Array, triggered: number])[] = [
  ["a usual one", plain, 1],
  ["blanks", " \t ", 0],
  ["blanks between its parts", plain.replaceAll('":', '" : '), 1],
  ["microseconds before 1970", plain.replace(triggered.occurredAt, "1969-12-31T23:59:59.999999Z"), 1],
  ["what Python prints", plain.replaceAll(',"', ', "').replaceAll('":', '": ').replace(".000Z", ".000000+00:00"), 1],
  ["a field twice, of which the last counts", withField("type", '"VisitorArrived"'), 0],
  ["a comma too many", `${plain.slice(0, -1)},}`, 0],
  ["a number that is none", withField("note", "NaN"), 0],
  ["two objects", `${plain}${plain}`, 0],
  ["something after it", `${plain} x`, 0],
  ["half of it", plain.slice(0, 60), 0],
  ["a list", `[${plain}]`, 0],
  ["a control character", withField("note", '"\u0001"'), 0],
  ["U+0000", withField("note", '"\0"'), 0],
  ["bytes that are no UTF-8", Buffer.concat([Buffer.from(plain.slice(0, 40)), Buffer.of(0xff, 0xfe)]), 0],
  ["half a surrogate pair in a text", withField("note", '"\\ud800"'), 1],
  ["half a surrogate pair in an id", plain.replace('"mine"', '"\\ud800"'), 0],
  ["escapes in an id", plain.replace('"mine"', '"a\\"\\u00e9\\n\\ud83d\\ude00"'), 1],
  ["null for a field", withField("visitorId", "null"), 0],
  ["an object for a field of another event", withField("rating", '{"of":5}'), 1],
  ["a bot's id that is no field of the event", plain.replace("BotTriggered", "DirectMessageSent"), 0],
  ["a number for an id", plain.replace('"mine"', "5"), 0],
  ["a nested field of its own", withField("more", `{"type":"ChatClosed","list":["}"]}`), 1],
  ["an offset", plain.replace("Z", "+02:00"), 1],
  ["a day that is none", plain.replace("-05-01T", "-02-31T"), 0],
  ["a sequence with a fraction of 0", withField("sequence", "1.0"), 1],
  ["a great sequence", withField("sequence", "9007199254740991"), 1],
  ["an unknown type", plain.replace("BotTriggered", "BotVanished"), 0],
  ["a text of three megabytes", withField("note", JSON.stringify("x".repeat(3_000_000))), 1],
  ["a fact of billing", JSON.stringify(event.PlanChanged({ plan: "pro" })), 0],
];

describe("among others a line is read as the ordinary parser reads it:", () => {
  test.each(LINES)("%s", async (what, line, count) => {
    const bytes = [usual, line, "\n", usual].map((part) => (typeof part === "string" ? Buffer.from(part) : part));
    const log = folder.write(`${what}.ndjson`, Buffer.concat(bytes));
    expect(triggeredIn(await stats(log))).toBe(2 + count);
  });
});

const half = gzipSync(mixed).subarray(0, 2_000);

test.each([
  ["nothing", ""],
  ["blank lines alone", "\n \n\r\n"],
  ["usual lines", usual],
  ["no newline at the end", usual.trimEnd()],
  ["line ends of another kind", usual.replaceAll("\n", "\r\n")],
  ["blank lines between", usual.replaceAll("\n", "\n\n \r\n\t\n")],
  ["a byte-order mark", `\uFEFF${usual}`],
  ["a byte-order mark and no newline", `\uFEFF${plain}`],
  ["all kinds of events", mixed],
  ["an archive", gzipSync(usual)],
  ["an archive with a byte-order mark", gzipSync(`\uFEFF${usual}`)],
  ["an archive of several members", Buffer.concat([usual, plain, "\n", mixed].map((member) => gzipSync(member)))],
  ["an archive of several members, all of them usual", Buffer.concat([gzipSync(usual), gzipSync(plain)])],
  ["zeros after an archive", Buffer.concat([gzipSync(usual), Buffer.alloc(512)])],
  ["a damaged archive", half],
  ["a damaged archive of usual lines", gzipSync(usual.repeat(500)).subarray(0, -40)],
  ["nothing but the name of an archive", Buffer.from(usual), "named.ndjson.gz"],
  ["zstd", Buffer.from("28b52ffd0400", "hex"), "log.ndjson.zst"],
  [
    "CSV",
    "type,id,occurredAt,accountId,conversationId,botId\nBotTriggered,e1,2024-05-01T10:00:00Z,acme,c,b\nx,y\n",
    "a.csv",
  ],
  ["no CSV", usual, "usual.csv"],
  ["no Parquet", "PAR1 and what is none", "none.parquet"],
])("a log of %s is read as it is in the ordinary way", async (what, content, name = `log of ${what}`) => {
  await stats(folder.write(name, content));
});

test("files are named as they are, and nothing in their names stands for others", async () => {
  const names = ["a1.ndjson", "a[1].ndjson", "a*.ndjson", "a?.ndjson", "it's.ndjson", "\\[a].ndjson", "ž {1}.ndjson"];
  for (const name of names) folder.write(name, ndjson([event.BotTriggered(inChat(name))]));
  for (const name of names) expect(triggeredIn(await stats(folder.at(name)))).toBe(1);
});

test("a packed log, CSV, an archive and others are read together, one of them twice", async () => {
  const packed = folder.at("packed.parquet");
  await packLogs(folder.write("to-pack.ndjson", mixed), packed);
  const logs = [
    folder.write("a.ndjson", usual),
    packed,
    folder.write("b.ndjson.gz", gzipSync(mixed)),
    folder.at("a.ndjson"),
  ];
  expect(triggeredIn(await stats(...logs))).toBeGreaterThan(20);
});

describe("where names stand for several files", () => {
  const part = folder.folder("many");
  const inner = folder.folder("many/inner");
  const files = ["b.ndjson", "a.jsonl", "c.ndjson.gz", "inner/d.ndjson"].map((name) =>
    folder.write(`many/${name}`, name.endsWith(".gz") ? gzipSync(usual) : `${usual}{"bad":1}\n`),
  );
  folder.write("many/notes.txt", "no log");

  test.each([
    [part, ["many/a.jsonl", "many/b.ndjson", "many/c.ndjson.gz"]],
    [`${part}/*.ndjson`, ["many/b.ndjson"]],
    [`${part}/**/*.ndjson*`, ["many/b.ndjson", "many/c.ndjson.gz", "many/inner/d.ndjson"]],
    [`${part}/[ab].*`, ["many/a.jsonl", "many/b.ndjson"]],
    [`${inner}/?.ndjson`, ["many/inner/d.ndjson"]],
  ])("%s is read as they are", async (name, meant) => {
    const args = ["--by", "year", "--cohort", "decided"];
    expect(files).toEqual(expect.arrayContaining(meant.map(folder.at)));
    expect(await byEngine(statsCommand, [name, ...args])).toEqual(
      await byEngine(statsCommand, [...meant.map(folder.at), ...args]),
    );
  });

  test("one that stands for none is refused", async () => {
    const none = folder.folder("none");
    expect(await byEngine(statsCommand, [none])).toEqual({
      refused: "SourceError",
      message: `${none}: in this folder there is no .ndjson, .jsonl, .json, .csv or .parquet file.`,
    });
    expect(await byEngine(statsCommand, [`${none}/*`])).toEqual({
      refused: "SourceError",
      message: `${none}/*: there is no file that is called like this.`,
    });
  });
});

test("a file that is missing is refused with the same words", async () => {
  expect(await stats(folder.write("there.ndjson", usual), folder.at("missing"))).toMatchObject({
    refused: "SourceError",
  });
});

test("standard input and pipes are read, packed or not, and named in messages", async () => {
  const input = gzipSync(`${mixed}nonsense\n`);
  const args = ["stats", "-", "--by", "year"];
  const ended = await chatledger([...args, "--engine", "duckdb"], { input });
  expect(ended).toEqual(await chatledger(args, { input }));
  expect(ended.stderr).toContain("chatledger: -:");
});

test("a log that changes while the engine reads it is read once more, as it is then", async () => {
  const log = folder.write("grows.ndjson", usual);
  const seen: (readonly [unknown, unknown])[] = [];
  const reading = { hideText: false, strict: false, threads: 1 };
  const ask = async ({ engine, lastAt }: LogEvents) => {
    if (seen.length === 0) appendFileSync(log, `${JSON.stringify(event.ChatClosed(at("23:00")))}\n{"bad":1}\n`);
    const [row] = await engine.rows('SELECT max("occurredAt") AS "last" FROM events');
    seen.push([lastAt, row?.["last"]]);
    return seen;
  };
  await withLogEvents([log], reading, ask, async (given) => expect(given).toBe(seen));
  expect(seen.length).toBe(2);
  expect(seen[1]).toEqual([Date.parse("2024-05-01T23:00:00Z"), Date.parse("2024-05-01T23:00:00Z")]);
});
