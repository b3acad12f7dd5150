import { parseEvent } from "chatledger";
import { toEventRow } from "chatledger/sql";
import { expect, test } from "vitest";
import { rowsCommand } from "../../src/cli/commands/rows.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event } from "../support/events.ts";
import { piped, refusalOf } from "./in-process.ts";

const folder = tempFolder();
const events = [event.BotTriggered(), event.DirectMessageSent({ text: "hello" }), event.ChatClosed()];

test("a row for each event, in the order of the log, with what it has", async () => {
  const { code, stdout, stderr } = await piped(rowsCommand, [folder.write("good.ndjson", ndjson(events))]);
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const expected = events.map((item) =>
    Object.entries(toEventRow(parseEvent(item))).filter(([, value]) => value !== null),
  );
  expect(rows).toEqual(expected.map((entries) => Object.fromEntries(entries)));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("what is no event is named, and the others are printed, however many", async () => {
  const many = Array.from({ length: 2_500 }, (_, i) => event.ButtonClicked({ id: `e${i}` }));
  const log = folder.write("bad.ndjson", `{"type":\n{"type":"BotSlept","id":"e"}\n${ndjson(many)}`);
  const { code, stdout, stderr } = await piped(rowsCommand, [log]);
  expect(code).toBe(1);
  expect(stdout.match(/"id":"e\d+"/g)).toEqual(many.map(({ id }) => `"id":"${id}"`));
  expect(stderr).toContain("bad.ndjson:1: ");
  expect(stderr).toContain("1 event of unknown type skipped.");
});

test("rows are refused as other commands refuse", async () => {
  expect((await refusalOf(rowsCommand, [])).message).toContain("Name a log to read");
  const log = folder.write("strict.ndjson", `{"type":\n${ndjson(events)}`);
  expect((await refusalOf(rowsCommand, [log, "--strict"])).name).toBe("LogError");
});
