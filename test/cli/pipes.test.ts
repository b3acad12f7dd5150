import { once } from "node:events";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event, inChat } from "../support/events.ts";
import { chatledger, start } from "./chatledger.ts";

const folder = tempFolder();
const good = ndjson([event.BotTriggered(), event.ButtonClicked(), event.ChatClosed()]);
const goodFile = folder.write("good.ndjson", good);
const hook = folder.write(
  "hook.json",
  JSON.stringify({ accountId: 1, channel: { id: 2 }, messages: [{ type: "visitor", content: "hello" }] }),
);

test("a log on standard input gives what its file gives", async () => {
  const [file, input, packed, both] = await Promise.all([
    chatledger(["stats", goodFile]),
    chatledger(["stats", "-"], { input: good }),
    chatledger(["stats", "-"], { input: gzipSync(good) }),
    chatledger(["stats", goodFile, "-"], { input: good }),
  ]);
  expect(file).toMatchObject({ code: 0, stderr: "" });
  expect(input).toEqual(file);
  expect(packed).toEqual(file);
  expect(both).toEqual(file);
});

test("standard input is named - in messages", async () => {
  const { stderr } = await chatledger(["classify", "-"], { input: `${good}nonsense` });
  expect(stderr).toContain("chatledger: -:4: expected one JSON object");
});

test("an archive of two members that come one after the other is read to its end", async () => {
  const child = start(["check", "-"]);
  const printed = text(child.stdout);
  await new Promise((resolve) => child.stdin.write(gzipSync(good), resolve));
  child.stdin.end(gzipSync(ndjson([event.ChatRated()])));
  expect(JSON.parse(await printed)).toMatchObject({ lines: 4, anomalies: [] });
});

test("Parquet on standard input is refused", async () => {
  const { code, stderr } = await chatledger(["check", "-"], { input: "PAR1 and so on" });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "chatledger: -: Parquet is read from a file only.\n",
  });
});

/** A log whose verdicts are more than a pipe holds. */
const long = folder.write(
  "long.ndjson",
  ndjson(Array.from({ length: 3_000 }, (_, i) => event.BotTriggered(inChat(`c${i}`), { id: `e${i}` }))),
);

/** Runs with a reader that takes the first bytes of a stream and closes it, as `head` does. */
async function closedEarly(stream: "stdout" | "stderr", args: readonly string[]) {
  const child = start(args);
  const [reader, other] = stream === "stdout" ? [child.stdout, child.stderr] : [child.stderr, child.stdout];
  const rest = text(other);
  reader.once("data", () => reader.destroy());
  const [code] = await once(child, "close");
  return { code, rest: await rest };
}

test.concurrent.each([
  ["classify", long],
  ["classify", long, "--json"],
  ["stats", long, "--by", "hour", "--from", "2024-01-01", "--to", "2024-06-01"],
])("%s ends quietly with 0 when its reader has seen enough", async (...args) => {
  expect(await closedEarly("stdout", args)).toEqual({ code: 0, rest: "" });
});

test("a reader of talk that goes away changes neither the figures nor the exit code", async () => {
  const [usage, log, imported] = await Promise.all([
    closedAtOnce(["check", folder.at("nothing")]),
    closedAtOnce(["classify", folder.write("bad.ndjson", `${good}a\nb\n`)]),
    closedAtOnce(["import", "smartsupp", hook]),
  ]);
  expect(usage).toEqual({ code: 2, rest: "" });
  expect(log).toMatchObject({ code: 1, rest: expect.stringContaining('"outcome":"resolved"') });
  expect(imported).toEqual({ code: 0, rest: "" });
});

/** Runs with nobody at stderr from the start. */
async function closedAtOnce(args: readonly string[]) {
  const child = start(args);
  child.stderr.destroy();
  const rest = await text(child.stdout);
  const [code] = child.exitCode === null ? await once(child, "close") : [child.exitCode];
  return { code, rest };
}
