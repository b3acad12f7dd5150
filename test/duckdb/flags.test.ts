import { once } from "node:events";
import { cpSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { withEngine } from "../../src/duckdb/engine.ts";
import { chatledger, start } from "../cli/chatledger.ts";
import { refusalOf } from "../cli/in-process.ts";
import { tempFolder } from "../replay/temp-folder.ts";

const folder = tempFolder();
const log = "examples/walk-through-resolved.ndjson";

test.each([
  [["--engine", "postgres"], '--engine is one of duckdb, not "postgres".'],
  [["--memory-limit", "1GB"], "--memory-limit is for --engine duckdb."],
  [["--spill", "."], "--spill is for --engine duckdb."],
  [["--engine", "duckdb", "--memory-limit", "much"], '--memory-limit is a size such as 512MB or 4GiB, not "much".'],
  [["--engine", "duckdb", "--memory-limit", "80%"], '--memory-limit is a size such as 512MB or 4GiB, not "80%".'],
  [["--engine", "duckdb", "--spill", ""], "--spill is the name of a folder."],
  [["--engine", "duckdb", "--checkpoint", "file"], "--engine keeps no checkpoint; leave one of them out."],
])("%s is refused", async (flags, message) => {
  expect(await refusalOf(statsCommand, [log, ...flags])).toEqual({ name: "WrongUsage", message });
});

test("a folder that nothing can be spilled to is refused before anything is read", async () => {
  const missing = folder.at("missing");
  const { name, message } = await refusalOf(statsCommand, ["-", "--engine", "duckdb", "--spill", missing]);
  expect(name).toBe("SourceError");
  expect(message).toBe(`${missing}: nothing can be spilled there (ENOENT: no such file or directory).`);
});

test("too little memory is an error that says what to do", async () => {
  const { name, message } = await refusalOf(statsCommand, [log, "--engine", "duckdb", "--memory-limit", "1MB"]);
  expect(name).toBe("EngineError");
  expect(message).toMatch(/^DuckDB: Out of Memory Error: .* Take a greater --memory-limit\.$/);
});

test.each([
  ["100MB", 1],
  ["300000 KB", 2],
  ["1GiB", 99],
  [undefined, 99],
])("within %s it starts no more threads than have room", async (memoryLimit, most) => {
  const threads = await withEngine({ memoryLimit }, async (engine) => {
    const [row] = await engine.rows("SELECT current_setting('threads') AS \"threads\"");
    return Number(row?.["threads"]);
  });
  expect(threads).toBeGreaterThanOrEqual(1);
  expect(threads).toBeLessThanOrEqual(most);
});

test("what it puts into a folder is gone in the end, whether it answers or fails", async () => {
  const path = folder.folder("gone");
  const seen = await withEngine({ spill: path }, async (engine) => engine.folder.startsWith(path));
  expect(seen).toBe(true);
  await expect(withEngine({ spill: path }, (engine) => engine.run("nonsense"))).rejects.toThrow(
    expect.objectContaining({ name: "EngineError", code: "failed" }),
  );
  expect(readdirSync(path)).toEqual([]);
});

test("where its package is not installed, it is said which one it is", async () => {
  cpSync("dist", folder.at("dist"), { recursive: true });
  cpSync("package.json", folder.at("package.json"));
  expect(await chatledger(["stats", log, "--engine", "duckdb"], { bin: folder.at("dist/cli/main.js") })).toEqual({
    code: 2,
    stdout: "",
    stderr: "chatledger: --engine duckdb needs a package more: npm install @duckdb/node-api\n",
  });
});

test("Ctrl-C leaves nothing where it spills to", async () => {
  const spill = folder.folder("spill");
  const child = start(["stats", "-", "--engine", "duckdb", "--spill", spill]);
  const ended = once(child, "close");
  while (readdirSync(spill, { recursive: true }).length < 2) await setTimeout(20);
  child.kill("SIGINT");
  expect([(await ended)[0], readdirSync(spill)]).toEqual([130, []]);
});
