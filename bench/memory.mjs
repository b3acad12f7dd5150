/*
 * What a replay keeps in memory, per event and per conversation: the slope of the heap, after a garbage collection, between
 * logs of different sizes. And what scans take: the slope of the peaks of whole processes, between logs four times as long. Ids
 * of events, conversations and visitors are UUIDs.
 *
 *   node bench/memory.mjs [CONVERSATIONS]        after npm run build:js
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { replay } from "chatledger/replay";

const START = Date.parse("2025-01-20T00:00:00Z");
const BLOCK = 1_000;
const SCANS = [
  "stats --json",
  "stats --cohort decided --json",
  "stats --unit visitors --json",
  "replay --json",
  "replay --unit visitors --json",
  "classify",
  "quota --as-of 2025-02-01T00:00:00Z",
];
const [, , first = "50000", duplicates] = process.argv;

if (duplicates === undefined) {
  compare(Number(first));
  comparePeaks(4 * Number(first));
} else console.log(await bytesKept(first, duplicates === "true"));

/** @param {number} conversations */
function compare(conversations) {
  const folder = mkdtempSync(join(tmpdir(), "chatledger-memory-"));
  try {
    // Tables double as they grow, so sizes that are powers of two apart are equally full.
    const few = generateLog(join(folder, "few.ndjson"), conversations, 2);
    const long = generateLog(join(folder, "long.ndjson"), conversations, 8);
    const many = generateLog(join(folder, "many.ndjson"), 2 * conversations, 2);
    console.log(`${conversations} conversations and more, Node ${process.version}`);
    for (const findDuplicates of [true, false]) {
      const [base, longer, more] = [few, long, many].map((log) => measured(log, findDuplicates));
      const perEvent = (Number(longer) - Number(base)) / (6 * conversations);
      const perConversation = (Number(more) - Number(base)) / conversations - 2 * perEvent;
      const how = findDuplicates ? "looking for duplicates" : "without";
      console.log(
        `${how.padEnd(22)} ${perEvent.toFixed(0)} bytes an event, ${perConversation.toFixed(0)} a conversation`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {number} conversations */
function comparePeaks(conversations) {
  const folder = mkdtempSync(join(tmpdir(), "chatledger-memory-"));
  try {
    const few = generateLog(join(folder, "few.ndjson"), conversations, 2);
    const long = generateLog(join(folder, "long.ndjson"), conversations, 8);
    const many = generateLog(join(folder, "many.ndjson"), 2 * conversations, 2);
    console.log(`\nPeaks of scans, ${conversations} conversations and more`);
    for (const command of SCANS) {
      const [base, longer, more] = [few, long, many].map((log) => peakOf(log, command));
      const perEvent = (Number(longer) - Number(base)) / (6 * conversations);
      const perConversation = (Number(more) - Number(base)) / conversations - 2 * perEvent;
      console.log(
        `${command.padEnd(34)} ${perEvent.toFixed(0)} bytes an event, ${perConversation.toFixed(0)} a conversation`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The least of three peaks of a command, in bytes. @param {string} log @param {string} command */
function peakOf(log, command) {
  const args = ["--require", "./bench/say-peak.cjs", "dist/cli/main.js", ...command.split(" "), log, "--threads", "1"];
  const peaks = [1, 2, 3].map(() => {
    const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 30 });
    return 1_024 * Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
  });
  return Math.min(...peaks);
}

/** Runs this script again in a process of its own. @param {string} log @param {boolean} findDuplicates */
function measured(log, findDuplicates) {
  const args = ["--expose-gc", "bench/memory.mjs", log, String(findDuplicates)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** What lies in memory after a replay and did not before it. @param {string} log @param {boolean} findDuplicates */
async function bytesKept(log, findDuplicates) {
  const before = await bytesInUse();
  const kept = await replay(log, { findDuplicates });
  const after = await bytesInUse();
  if (kept.anomalies.length > 0) throw new Error("The log should have been clean.");
  return after - before;
}

async function bytesInUse() {
  // What a collection frees may let the next one free more.
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** @param {string} file @param {number} conversations @param {number} eventsEach */
function generateLog(file, conversations, eventsEach) {
  const out = openSync(file, "w");
  for (let from = 0; from < conversations; from += BLOCK) {
    const block = Array.from({ length: Math.min(BLOCK, conversations - from) }, (_, i) => from + i);
    writeSync(out, block.map((conversation) => linesOf(conversation, eventsEach)).join(""));
  }
  closeSync(out);
  return file;
}

/** The lines of one conversation. @param {number} conversation @param {number} events */
function linesOf(conversation, events) {
  const ids = { accountId: "acme", conversationId: idOf("c", conversation), visitorId: idOf("a", conversation) };
  return Array.from({ length: events }, (_, i) => {
    const id = idOf("e", conversation * events + i);
    const occurredAt = new Date(START + conversation * 1_000 + i).toISOString();
    return `${JSON.stringify({ type: "ButtonClicked", id, occurredAt, ...ids, botId: "welcome", buttonId: "prices" })}\n`;
  }).join("");
}

/** A UUID. @param {string} digit the one that it begins with @param {number} number */
function idOf(digit, number) {
  return `${digit}0000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}
