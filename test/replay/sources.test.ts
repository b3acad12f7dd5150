import { mkdirSync, readFileSync, rmSync } from "node:fs";
import * as zlib from "node:zlib";
import { isSourceError, logStatistics, replay } from "chatledger/replay";
import { expect, test, vi } from "vitest";
import { openLog } from "../../src/replay/open-log.ts";
import { event } from "../support/events.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();
const good = folder.write("good.ndjson", ndjson([event.BotTriggered(), event.ButtonClicked()]));

async function refusal(name: string | readonly string[]) {
  const error: unknown = await replay(name).catch((caught: unknown) => caught);
  if (!isSourceError(error)) throw new Error(`Expected a SourceError, got ${String(error)}.`);
  return { code: error.code, file: error.file, message: error.message };
}

test("a file that is missing is named", async () => {
  const file = folder.at("nothing.ndjson");
  expect(await refusal(file)).toEqual({ code: "not-found", file, message: `${file}: there is no such file.` });
});

test("a directory is named", async () => {
  const file = folder.folder("logs");
  const message = `${file}: this is a directory; name the files in it.`;
  expect(await refusal(file)).toEqual({ code: "is-a-directory", file, message });
});

test("a file below a file is named", async () => {
  const file = folder.at("good.ndjson/below");
  expect(await refusal(file)).toMatchObject({ code: "unreadable", file });
});

test("of several that cannot be read the first is named, however many others there are", async () => {
  const many = Array.from({ length: 100 }, () => good);
  const [first, second] = ["first", "second"].map((name) => folder.at(`no-${name}`));
  for (const at of [0, 20, 31, 32, 99]) {
    const names = many.toSpliced(at, 1, first ?? "").concat(second ?? "", folder.path);
    expect(await refusal(names)).toMatchObject({ code: "not-found", file: first });
  }
});

test("logs are read in their order, however many", async () => {
  const logs = Array.from({ length: 70 }, (_, i) => folder.write(`bad-${i}.ndjson`, `${"nonsense\n".repeat(i % 3)}`));
  const expected = logs.flatMap((file, i) => Array.from({ length: i % 3 }, (_, line) => [file, line + 1]));
  for (const { anomalies } of [
    await replay(logs),
    await logStatistics(logs),
    await logStatistics(logs, {}, { threads: 3 }),
  ]) {
    expect(anomalies.map(({ file, line }) => [file, line])).toEqual(expected);
  }
});

/** The shortest zstd archive of a text below 256 bytes: one frame of one block that is not compressed. */
function zstdOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const block = Buffer.alloc(3);
  block.writeUIntLE((bytes.length << 3) | 1, 0, 3);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length]), block, bytes]);
}

test("zstd is read where Node can, and otherwise refused with what to do", async () => {
  const file = folder.write("log.zst", zstdOf(ndjson([event.BotTriggered()])));
  if ("createZstdDecompress" in zlib) {
    expect(await replay(file)).toMatchObject({ lines: 1, conversationEvents: 1, anomalies: [] });
  } else {
    const { code, message } = await refusal(file);
    expect(code).toBe("unsupported-format");
    expect(message).toContain(`${file}: this Node (${process.version}) cannot read zstd`);
    expect(message).toContain(`zstd -dc ${file} | chatledger`);
  }
});

test("a file that is missing is found before another one is read", async () => {
  const onProgress = vi.fn();
  await expect(replay([good, folder.at("nothing.ndjson")], { onProgress })).rejects.toThrow("there is no such file");
  expect(onProgress).not.toHaveBeenCalled();
});

test("a file that goes away, or becomes a directory, before it is read is named", async () => {
  const file = folder.write("fleeting.ndjson", "");
  const log = await openLog(file);
  rmSync(file);
  await expect(log.chunks()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "not-found", file });
  mkdirSync(file);
  await expect(log.chunks()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "is-a-directory", file });
});

test("several files are one log", async () => {
  const other = folder.write("other.ndjson", ndjson([event.ChatClosed()]));
  const log = await replay([good, other]);
  expect(log).toMatchObject({ lines: 3, conversationEvents: 3, anomalies: [] });
  expect([...log.conversations()].map(({ marks }) => marks.length)).toEqual([3]);
});

test("a named pipe is read to its end, and its size is not known", async () => {
  const pipe = folder.pipe("pipe", readFileSync(good, "utf8"));
  const sizes: unknown[] = [];
  const log = await replay(pipe, { onProgress: ({ totalBytes }) => sizes.push(totalBytes) });
  expect(log).toMatchObject({ lines: 2, anomalies: [] });
  expect(sizes).toEqual([undefined]);
});
