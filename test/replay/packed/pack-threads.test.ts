import { readdirSync, readFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { packLogs } from "chatledger/replay";
import fc from "fast-check";
import * as library from "hyparquet-writer";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { type OpenLog, openLogs } from "../../../src/replay/open-log.ts";
import { PackThreads } from "../../../src/replay/packed/pack-threads.ts";
import { PackedWriter } from "../../../src/replay/packed/packed-writer.ts";
import { Packing, type PackingOptions } from "../../../src/replay/packed/packing.ts";
import { ColumnWriter } from "../../../src/replay/packed/stored-columns.ts";
import { programOfThreads } from "../../../src/replay/threads.ts";
import { event, inChat } from "../../support/events.ts";
import { logText } from "../scan/log-texts.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { packAllInGroups } from "./pack-in-groups.ts";

const folder = tempFolder();
const program = certain(programOfThreads("pack-worker"));
const threads = [1, 2, 3].map((count) => new PackThreads(program, count));

afterAll(async () => {
  for (const each of threads) await each.end();
});

/** What logs are packed to in groups of so many rows, and what is said of them; or why they are not. */
async function packedBy(
  by: PackThreads | undefined,
  logs: readonly string[],
  rowsInGroup: number,
  options: PackingOptions,
) {
  try {
    return await packAllInGroups(logs, rowsInGroup, by, options);
  } catch (error) {
    return { error };
  }
}

/** Events of many conversations, so many of each. */
function eventsOf(count: number, ofEach = 3) {
  return Array.from({ length: count }, (_, i) =>
    event.BotTriggered({ id: `e${i}` }, inChat(`c${i % (count / ofEach)}`)),
  );
}

test("it makes no difference to the file, nor to what is said of the logs, how many threads pack them", async () => {
  const table = folder.write("table.csv", "id,type,occurredAt,accountId,conversationId\ne,ChatPaused,,,\n");
  const options = fc.record({ strict: fc.boolean(), hideText: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(logText(), fc.constantFrom("plain", "gz", "cut", "csv")), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      options,
      async (texts, rowsInGroup, how) => {
        const logs = texts.map(([text, as], i) => {
          if (as === "csv") return table;
          if (as === "plain") return folder.write(`${i}.ndjson`, text);
          const packed = gzipSync(text);
          return folder.write(`${i}.ndjson.gz`, as === "gz" ? packed : packed.subarray(0, packed.length / 2));
        });
        const alone = await packedBy(undefined, logs, rowsInGroup, how);
        for (const by of threads) expect(await packedBy(by, logs, rowsInGroup, how)).toEqual(alone);
      },
    ),
    { numRuns: 60 },
  );
});

test("groups have the rows that they have, whatever lines are blank and wherever blocks of the log end", async () => {
  const lines = eventsOf(30).map((one) => JSON.stringify(one));
  const plain = folder.write("plain.ndjson", `${lines.join("\n")}\n`);
  const blank = folder.write("blank.ndjson", lines.map((line) => `\r\n \t\n${line}\r\n\n`).join(""));
  const halves = [lines.slice(0, 11), lines.slice(11)].map((half, i) => {
    return folder.write(`half${i}.ndjson`, half.join("\n"));
  });
  for (const rowsInGroup of [1, 4, 29, 30, 31]) {
    const { file } = await packAllInGroups([plain], rowsInGroup);
    for (const logs of [[blank], halves]) {
      for (const by of [undefined, ...threads]) {
        expect((await packAllInGroups(logs, rowsInGroup, by)).file.equals(file)).toBe(true);
      }
    }
  }
});

/** The threads that are begun from now on, until the test ends. */
function beginnings(): readonly Worker[] {
  const begun: Worker[] = [];
  const take = (worker: Worker) => begun.push(worker);
  process.on("worker", take);
  onTestFinished(() => void process.off("worker", take));
  return begun;
}

test("a log of one group takes no thread, and those that a longer one takes have ended with it", async () => {
  const begun = beginnings();
  const short = folder.write("short.ndjson", ndjson(eventsOf(30)));
  await packLogs(short, folder.at("short.parquet"), { threads: 3 });
  expect(begun.length).toBe(0);
  const long = folder.write("long.ndjson", ndjson(eventsOf(140_000)));
  const [one, two] = [folder.at("one.parquet"), folder.at("two.parquet")];
  await packLogs(long, one, { threads: 1 });
  expect(begun.length).toBe(0);
  expect(await packLogs(long, two, { threads: 2 })).toMatchObject({ lines: 140_000, events: 140_000, anomalies: [] });
  expect(begun.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  expect(readFileSync(two).equals(readFileSync(one))).toBe(true);
});

test("no thread is left, nor any file, when it is given up or its logs have an error that ends it", async () => {
  const begun = beginnings();
  const lines = ndjson(eventsOf(140_000));
  const long = folder.write("stopped.ndjson", lines);
  const stop = new AbortController();
  const before = readdirSync(folder.path);
  const onWorker = () => stop.abort(new Error("enough"));
  process.on("worker", onWorker);
  await expect(packLogs(long, folder.at("stopped.parquet"), { threads: 2, signal: stop.signal })).rejects.toThrow(
    "enough",
  );
  process.off("worker", onWorker);
  const faulty = folder.write("faulty.ndjson", `${lines}{}\n`);
  await expect(packLogs(faulty, folder.at("faulty.parquet"), { threads: 2, strict: true })).rejects.toMatchObject({
    code: "missing-field",
    anomaly: { line: 140_001 },
  });
  expect(begun.length).toBeGreaterThan(1);
  expect(begun.every(({ threadId }) => threadId === -1)).toBe(true);
  expect(readdirSync(folder.path)).toEqual([...before, "faulty.ndjson"].toSorted());
});

test("nothing is written once it has been given up, whatever threads are at", async () => {
  const log = await openLogs([folder.write("given-up.ndjson", ndjson(eventsOf(3_000)))]);
  const columns = new ColumnWriter(library);
  let givenUp = 0;
  for (let delay = 0; delay < 60; delay += 4) {
    const stop = new AbortController();
    const { signal } = stop;
    let late = 0;
    const writer = new PackedWriter(columns, () => {
      if (signal.aborted) late++;
    });
    const packing = new Packing(columns, writer, certain(threads[2]), undefined, { signal }, 50);
    setTimeout(() => stop.abort(new Error("enough")), delay);
    try {
      for (const each of log) await packing.read(each);
      await packing.finish();
    } catch (error) {
      expect(error).toEqual(new Error("enough"));
      givenUp++;
    }
    expect(late).toBe(0);
  }
  expect(givenUp).toBeGreaterThan(3);
});

test("what is wrong with lines is said before what is wrong with a log after them", async () => {
  const lines = await openLogs([folder.write("first.ndjson", `{}\n${ndjson(eventsOf(30))}`)]);
  const broken: OpenLog = {
    ...certain(lines[0]),
    name: "second",
    // biome-ignore lint/correctness/useYield: it cannot be read.
    async *chunks() {
      throw new Error("unreadable");
    },
  };
  const columns = new ColumnWriter(library);
  for (const by of [undefined, ...threads]) {
    for (const rowsInGroup of [4, 100]) {
      for (const strict of [false, true]) {
        const packing = new Packing(
          columns,
          new PackedWriter(columns, () => {}),
          by,
          undefined,
          { strict },
          rowsInGroup,
        );
        const packed = (async () => {
          for (const log of [...lines, broken]) await packing.read(log);
        })();
        await expect(packed).rejects.toThrow(strict ? /first.ndjson:1: / : "unreadable");
      }
    }
  }
});

test("the last that is said of its progress is how far it came", async () => {
  const said: number[] = [];
  for (const [count, by] of [
    [30, 1],
    [66_000, 2],
  ] as const) {
    const log = folder.write("progress.ndjson", ndjson(eventsOf(count)));
    await packLogs(log, folder.at("progress.parquet"), {
      force: true,
      threads: by,
      onProgress: ({ lines }) => said.push(lines),
    });
    expect(said.at(-1)).toBe(count);
  }
});

test.each([
  ["ends", "process.exit(3);", "A thread ended early, with 3."],
  [
    "fails",
    'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => { throw new Error("no"); });',
    "no",
  ],
])("a thread that %s early ends the packing, and takes no more", async (name, code, message) => {
  const failing = new PackThreads(folder.write(`${name}.mjs`, code), 1);
  const log = folder.write("failing.ndjson", ndjson(eventsOf(30)));
  for (let i = 0; i < 2; i++) expect(await packedBy(failing, [log], 4, {})).toEqual({ error: new Error(message) });
  await failing.end();
});

test("no number of threads is refused", async () => {
  const log = folder.write("refused.ndjson", ndjson(eventsOf(3)));
  await expect(packLogs(log, folder.at("refused.parquet"), { threads: 0 })).rejects.toMatchObject({
    code: "invalid-option",
  });
});
