import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { anyPlan } from "../../../src/duckdb/nothing-gathered.ts";
import { startThread } from "../../../src/replay/scan/scan-thread.ts";
import { shapeOf } from "../../../src/replay/scan/table-shape.ts";
import { programOfThreads } from "../../../src/replay/threads.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";

/* Threads run on built files. A process of its own knows which of its threads there are. */

const folder = tempFolder();
const log = folder.write("log.ndjson", ndjson(sampleLog(100)));
const bad = folder.write("bad.ndjson", `${ndjson(sampleLog(100))}{"cut`);
const entry = pathToFileURL("dist/replay/index.js").href;

const beginning = `
  import { once } from "node:events";
  import { logStatistics } from ${JSON.stringify(entry)};
  const begun = [];
  process.on("worker", (worker) => begun.push(worker));
  const atWorkOrRest = () => begun.filter(({ threadId }) => threadId !== -1).length;
  const [log, bad] = process.argv.slice(1);
  const stats = (file, reading) => logStatistics(file, { by: "day" }, { threads: 3, ...reading });
`;

/** What a program says at its end. */
function saidBy(program: string): unknown {
  const args = ["--input-type=module", "-e", beginning + program, log, bad];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", timeout: 20_000 }));
}

describe("threads that are done", () => {
  test("take what comes next, and then the same comes of it", () => {
    const said = saidBy(`
      const all = [await stats(log), await stats(bad), await stats("missing").catch(({ code }) => code), await stats(log)];
      console.log(JSON.stringify({
        begun: begun.length,
        areSame: JSON.stringify(all[0]) === JSON.stringify(all[3]),
        refused: all[1].anomalies.length,
        failure: all[2],
      }));
    `);
    expect(said).toEqual({ begun: 2, areSame: true, refused: 1, failure: "not-found" });
  });

  test("do not keep a process from its end", () => {
    const said = saidBy(`
      await stats(log);
      process.on("exit", () => console.log(JSON.stringify(atWorkOrRest())));
    `);
    expect(said).toBe(2);
  });

  test("are ended when nothing has come for a while, and others begun when something comes again", () => {
    const said = saidBy(`
      await stats(log);
      const awake = setInterval(() => {}, 1_000);
      await Promise.all(begun.map((worker) => once(worker, "exit")));
      clearInterval(awake);
      const resting = atWorkOrRest();
      await stats(log);
      console.log(JSON.stringify({ resting, begun: begun.length }));
    `);
    expect(said).toEqual({ resting: 0, begun: 4 });
  });

  test("are not ended while they are at work again", () => {
    const said = saidBy(`
      await stats(log);
      const end = performance.now() + 1_500;
      let times = 0;
      for (; performance.now() < end; times++) await stats(log);
      console.log(JSON.stringify(times > 0));
    `);
    expect(said).toBe(true);
  });

  test("are not waited for if they have been ended", () => {
    const said = saidBy(`
      await stats(log);
      await Promise.all(begun.map((worker) => worker.terminate()));
      const { anomalies } = await stats(log);
      console.log(JSON.stringify({ anomalies, begun: begun.length }));
    `);
    expect(said).toEqual({ anomalies: [], begun: 4 });
  });
});

test("threads that are at work when a scan is given up are ended before it is", () => {
  const said = saidBy(`
    const stop = new AbortController();
    process.on("worker", () => stop.abort(new Error("too late")));
    const message = await stats(log, { signal: stop.signal }).catch((error) => error.message);
    console.log(JSON.stringify({ message, begun: begun.length, left: atWorkOrRest() }));
  `);
  expect(said).toEqual({ message: "too late", begun: 2, left: 0 });
});

test("a thread that was to read much is ended as soon as it is done", async () => {
  const begun: Worker[] = [];
  const take = (worker: Worker) => begun.push(worker);
  process.on("worker", take);
  onTestFinished(() => void process.off("worker", take));
  const task = {
    // What is not there is not read.
    ranges: [{ file: log, from: 0, to: 2 ** 30 }],
    shape: shapeOf(anyPlan(), {}),
    options: { asOf: Number.POSITIVE_INFINITY, hideText: false },
    ids: undefined,
    expectedBytes: 2 ** 30,
  };
  for (let i = 0; i < 3; i++) {
    const { result, letGo } = startThread(certain(programOfThreads("scan-worker")), task, () => {});
    expect((await result).results).toHaveLength(1);
    await letGo();
  }
  // The first of them may have rested since another test.
  expect(begun.length).toBeGreaterThan(1);
  expect(begun.every(({ threadId }) => threadId === -1)).toBe(true);
});

test("a thread that fails in a way that nobody expects ends, however Node is told to take promises that nobody hears of", () => {
  for (const name of ["scan-worker", "pack-worker"] as const) {
    const program = JSON.stringify(certain(programOfThreads(name)));
    const code = `
      const { Worker } = require("node:worker_threads");
      const thread = new Worker(${program}, { workerData: new Int32Array(1) });
      thread.on("error", (error) => console.log(error.name)).postMessage({ ranges: 1, blocks: 1 });
    `;
    const env = { ...process.env, NODE_OPTIONS: "--unhandled-rejections=warn" };
    const said = execFileSync(process.execPath, ["-e", code], { env, encoding: "utf8", timeout: 20_000 });
    expect(said).toBe("TypeError\n");
  }
});
