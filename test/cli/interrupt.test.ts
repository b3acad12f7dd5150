import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event, inChat } from "../support/events.ts";
import { start } from "./chatledger.ts";

const folder = tempFolder();
const INTERRUPTED = 130;

/** More lines than a pipe holds, so that who has taken them is reading. */
const lines = ndjson(
  Array.from({ length: 60_000 }, (_, i) => event.BotTriggered(inChat(`c${i}`), { id: `e${i}`, botId: "b" })),
);

test("Ctrl-C while a log is read ends with 130 and prints nothing", async () => {
  const child = start(["check", "-"]);
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  await new Promise((taken) => child.stdin.write(lines.slice(0, 1_000_000), taken));
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  expect({ code, stdout: await stdout, stderr: await stderr }).toEqual({ code: INTERRUPTED, stdout: "", stderr: "" });
});

test("Ctrl-C while results are written ends with 130 and leaves no file, half or whole", async () => {
  const out = folder.at("out");
  const child = start(["replay", folder.write("long.ndjson", lines), "--out", out]);
  const ended = once(child, "close");
  while (!existsSync(out) || readdirSync(out).length === 0) {
    expect(child.exitCode).toBeNull();
    await setTimeout(2);
  }
  child.kill("SIGINT");
  const [code] = await ended;
  expect({ code, files: readdirSync(out) }).toEqual({ code: INTERRUPTED, files: [] });
});

test("Ctrl-C while a log is packed ends with 130 and leaves no file, half or whole", async () => {
  const out = folder.folder("packed");
  const child = start(["pack", "-", "--out", `${out}/log.parquet`]);
  const ended = once(child, "close");
  await new Promise((taken) => child.stdin.write(lines.slice(0, 1_000_000), taken));
  while (readdirSync(out).length === 0) {
    expect(child.exitCode).toBeNull();
    await setTimeout(2);
  }
  child.kill("SIGINT");
  const [code] = await ended;
  expect({ code, files: readdirSync(out) }).toEqual({ code: INTERRUPTED, files: [] });
});
