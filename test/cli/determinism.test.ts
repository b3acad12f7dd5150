import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { chatledger } from "./chatledger.ts";
import { piped } from "./in-process.ts";
import { sampleLog, shuffled } from "./sample-log.ts";

const folder = tempFolder();
const events = sampleLog();
const log = folder.write("log.ndjson", ndjson(events));
/** The same set of events in other words, read by a process of another time zone. */
const variants = [
  { files: [folder.write("reverse.ndjson", ndjson(events.toReversed()))], TZ: "Europe/Prague" },
  { files: [folder.write("shuffle.ndjson", ndjson(shuffled(events)))], TZ: "America/New_York" },
  { files: [log, log], TZ: "UTC" },
];

/** The part of the summary that counts lines and what was delivered more than once. */
const LINE_COUNTS = /"lines": \d+,|"billingEvents": \d+,|"duplicate": \d+/g;

async function printed(command: string, flags: readonly string[], { files, TZ }: (typeof variants)[number]) {
  const { code, stdout, stderr } = await chatledger([command, ...files, ...flags], {
    env: { TZ, LC_ALL: "cs_CZ.UTF-8" },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return command === "replay" ? stdout.replaceAll(LINE_COUNTS, "") : stdout;
}

const plain = { files: [log], TZ: "UTC" };

test("classify prints the same bytes for a log, its reverse, its shuffle and itself twice, anywhere", async () => {
  const [expected = "", ...others] = await Promise.all([plain, ...variants].map((one) => printed("classify", [], one)));
  expect(expected.length).toBeGreaterThan(5_000);
  for (const other of others) expect(other).toBe(expected);
});

test.concurrent.each([
  { command: "stats", flags: ["--by", "week", "--cohort", "decided", "--option", "inactivityTimeout=60000"] },
  { command: "stats", flags: ["--unit", "visitors", "--tz", "America/New_York", "--format", "csv"] },
  { command: "replay", flags: ["--json", "--tz", "Europe/Prague"] },
  { command: "explain", flags: ["--conversation", "c3", "--account", "acme", "--format", "table"] },
])("$command $flags prints the same bytes too", async ({ command, flags }) => {
  const other = { files: variants.flatMap(({ files }) => files), TZ: "America/New_York" };
  const [expected, again] = await Promise.all([printed(command, flags, plain), printed(command, flags, other)]);
  expect(expected.length).toBeGreaterThan(500);
  expect(again).toBe(expected);
});

test("replay leaves the same files for any order", async () => {
  const folders = await Promise.all(
    [plain, ...variants].map(async ({ files }, i) => {
      const out = folder.at(`out-${i}`);
      await piped(replayCommand, [...files, "--out", out]);
      return ["conversations.ndjson", "statistics.csv"].map((file) => readFileSync(join(out, file), "utf8"));
    }),
  );
  for (const files of folders) expect(files).toEqual(folders[0]);
});
