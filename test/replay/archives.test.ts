import { once } from "node:events";
import { Readable } from "node:stream";
import { createGunzip, gzipSync } from "node:zlib";
import { chatbotStatistics } from "chatledger";
import { logOverview, logStatistics, replay } from "chatledger/replay";
import { describe, expect, test } from "vitest";
import { BrokenArchive, unpack } from "../../src/replay/unpack.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { event, inChat } from "../support/events.ts";
import { openFilesAmong } from "./open-files.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

/** So many lines, each of its own conversation, that do not compress to nothing. */
function logOf(lines: number, prefix = ""): string {
  const numbers = Array.from({ length: lines }, (_, i) => i);
  return ndjson(numbers.map((i) => event.BotTriggered(inChat(`c${(i * 7_919) % 10_007}`), { id: `${prefix}e${i}` })));
}

async function read(name: string, bytes: Uint8Array) {
  const { lines, conversationEvents, anomalies } = await replay(folder.write(name, bytes));
  return {
    lines,
    conversationEvents,
    anomalies: anomalies.map(({ kind, line, message }) => ({ kind, line, message })),
  };
}

function damage(because: string) {
  return { kind: "broken-archive", line: undefined, message: `The compressed file is damaged: ${because}.` };
}

test("compression is told by the content, not by the name", async () => {
  const log = logOf(10);
  const whole = { lines: 10, conversationEvents: 10, anomalies: [] };
  expect(await read("log.gz", gzipSync(log))).toEqual(whole);
  expect(await read("log.ndjson", gzipSync(log))).toEqual(whole);
  expect(await read("log", gzipSync(log))).toEqual(whole);
});

test("an archive of several members is read to its end", async () => {
  const members = [logOf(3), "", JSON.stringify(event.ChatClosed()), "\n", logOf(300, "later-")];
  const archive = Buffer.concat(members.map((member) => gzipSync(member)));
  expect(await read("members.gz", archive)).toEqual({ lines: 304, conversationEvents: 304, anomalies: [] });
});

test("zeros after the last member are padding", async () => {
  const padded = Buffer.concat([gzipSync(logOf(10)), Buffer.alloc(512)]);
  expect(await read("padded.gz", padded)).toEqual({ lines: 10, conversationEvents: 10, anomalies: [] });
});

test("of half an archive the whole lines are counted, and the last, which is cut, is not called bad", async () => {
  const log = logOf(2_000);
  const archive = gzipSync(log);
  const half = archive.subarray(0, archive.length >> 1);
  const { lines, conversationEvents, anomalies } = await read("half.gz", half);
  expect(lines).toBeGreaterThan(500);
  expect(lines).toBeLessThan(1_500);
  expect(conversationEvents).toBe(lines);
  expect(anomalies).toEqual([damage("unexpected end of file")]);
});

test("an archive that lacks its last bytes gives all of its lines", async () => {
  const archive = gzipSync(logOf(50));
  expect(await read("cut.gz", archive.subarray(0, -4))).toMatchObject({
    lines: 50,
    anomalies: [damage("unexpected end of file")],
  });
});

test("what stands before the damage of an archive is counted", async () => {
  const log = logOf(1_500);
  const wrongSum = gzipSync(log);
  wrongSum.fill(0xff, wrongSum.length - 8, wrongSum.length - 4);
  expect(await read("sum.gz", wrongSum)).toEqual({
    lines: 1_500,
    conversationEvents: 1_500,
    anomalies: [damage("incorrect data check")],
  });
  const followed = Buffer.concat([gzipSync(log), Buffer.from("and more")]);
  expect(await read("followed.gz", followed)).toEqual({
    lines: 1_500,
    conversationEvents: 1_500,
    anomalies: [damage("incorrect header check")],
  });
});

test("damage in the middle of an archive leaves what came before it", async () => {
  const archive = gzipSync(logOf(6_000));
  archive.fill(0xff, archive.length >> 1, (archive.length >> 1) + 64);
  const { conversationEvents, anomalies } = await read("middle.gz", archive);
  expect(conversationEvents).toBeGreaterThan(2_500);
  expect(conversationEvents).toBeLessThan(6_000);
  expect(anomalies.at(-1)?.kind).toBe("broken-archive");
});

test("a damaged archive gives as much as the format's own tool, to the byte", async () => {
  const log = logOf(600);
  const archive = gzipSync(log);
  for (const damaged of [0.3, 0.9]) {
    const bytes = Buffer.from(archive);
    const at = Math.floor(bytes.length * damaged);
    bytes.fill(0xff, at, at + 16);
    const given: Buffer[] = [];
    const open = () => Readable.from([bytes]);
    await expect(async () => {
      for await (const chunk of unpack(open(), () => createGunzip({ chunkSize: 1 << 14 }), open)) given.push(chunk);
    }).rejects.toThrow(BrokenArchive);
    expect(Buffer.concat(given).toString("latin1")).toBe(await unpackedByteByByte(bytes));
  }
});

/** All that zlib gives when every step is one byte of the archive, so that the damaged step has nothing to lose. */
async function unpackedByteByByte(archive: Buffer): Promise<string> {
  const unpacker = createGunzip();
  const given: Buffer[] = [];
  unpacker.on("data", (chunk: Buffer) => given.push(chunk));
  const failed = once(unpacker, "error");
  for (let at = 0; at < archive.length && !unpacker.destroyed; at++) unpacker.write(archive.subarray(at, at + 1));
  await failed;
  return Buffer.concat(given).toString("latin1");
}

test("damage in a source that cannot be read twice is reported all the same", async () => {
  const bytes = Buffer.concat([gzipSync(logOf(10)), Buffer.from("and more")]);
  await expect(async () => {
    for await (const _ of unpack(Readable.from([bytes]), createGunzip, undefined));
  }).rejects.toThrow(BrokenArchive);
});

test.each([
  ["text.gz", Buffer.from("hello\n"), "it is named .gz and is not in the gzip format"],
  ["one-byte.gz", Buffer.from([0x1f]), "it is named .gz and is not in the gzip format"],
  ["two-bytes.gz", Buffer.from([0x1f, 0x8b]), "unexpected end of file"],
  ["ten-bytes.gz", gzipSync("").subarray(0, 10), "unexpected end of file"],
])("%s is a broken archive", async (name, bytes, because) => {
  expect(await read(name, bytes)).toEqual({ lines: 0, conversationEvents: 0, anomalies: [damage(because)] });
});

test("an empty file and an empty archive are no error, whatever their name", async () => {
  const nothing = { lines: 0, conversationEvents: 0, anomalies: [] };
  expect(await read("empty.gz", Buffer.alloc(0))).toEqual(nothing);
  expect(await read("of-nothing.gz", gzipSync(""))).toEqual(nothing);
});

test("a broken archive does not keep the next file from being read", async () => {
  const broken = folder.write("broken.gz", gzipSync(logOf(10)).subarray(0, 40));
  const good = folder.write("good.ndjson", logOf(5));
  const log = await replay([broken, good]);
  expect(log.conversationEvents).toBe(5);
  expect(log.anomalies).toMatchObject([{ kind: "broken-archive", severity: "error", file: broken }]);
});

test("a broken archive ends a strict replay", async () => {
  const broken = folder.write("strict.gz", gzipSync(logOf(10)).subarray(0, 40));
  await expect(replay(broken, { strict: true })).rejects.toMatchObject({
    name: "LogError",
    code: "broken-archive",
    message: `${broken}: The compressed file is damaged: unexpected end of file.`,
  });
});

describe("archives that are scanned side by side", () => {
  /** Parts of one log, laid out each in its own way, some with nonsense, one damaged and one that is empty. */
  const parts = Array.from({ length: 7 }, (_, part) => {
    const events = sampleLog(40).filter((_, i) => i % 7 === part);
    const lines = events.map((one) => ndjson([Object.assign({ [`x${part % 3}`]: part }, one)]));
    return part === 4 ? "" : lines.toSpliced(part, 0, "nonsense\n".repeat(part % 2)).join("");
  });
  const archives = parts.map((part, i) => {
    const bytes = gzipSync(part);
    return folder.write(`side-${i}.gz`, i === 2 ? bytes.subarray(0, bytes.length - 9) : bytes);
  });
  const plain = parts.map((part, i) => folder.write(`side-${i}.ndjson`, part));

  test.each([undefined, 1, 2, 3, 9])("give what the replay of all gives, with threads %s", async (threads) => {
    const logs = [...archives, ...plain];
    const log = await replay(logs);
    const { anomalies, lines, firstAt, lastAt } = log;
    expect(anomalies.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["broken-archive", "invalid-json", "duplicate"]),
    );
    expect(await logOverview(logs, {}, { threads })).toMatchObject({ anomalies, lines, firstAt, lastAt });
    const { statistics } = await logStatistics(archives, { by: "day" }, { threads });
    expect(statistics).toEqual(chatbotStatistics((await replay(archives)).conversations(), { by: "day" }));
  });

  test("end together when they are told to, or one cannot be read", async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error("enough"));
    const reading = { threads: 3, onProgress, signal: abort.signal };
    await expect(logStatistics(archives, {}, reading)).rejects.toThrow("enough");
    const far = folder.write("far.gz", gzipSync(ndjson([event.BotTriggered({ sequence: 200_000_000 })])));
    const { statistics } = await logStatistics([...archives, far, ...archives], {}, { threads: 3 });
    expect(statistics).toEqual(chatbotStatistics((await replay([...archives, far])).conversations()));
    const isOpen = () => openFilesAmong([...archives, far]).length > 0;
    if (process.platform === "linux") await expect.poll(isOpen).toBe(false);
  });
});
