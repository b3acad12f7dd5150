/*
 * A seeded log of any length for benchmarks: chats of seven events on average, some hundred of them open at any moment,
 * in lines of about 240 bytes. The same arguments give the same bytes.
 *
 *   node bench/generate-log.mjs EVENTS FILE
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const OPEN = 1_000;
const ACCOUNTS = 200;
const BUTTONS = ["prices", "delivery", "order-status", "opening-hours"];

/** @param {number} count @param {string} file */
export function generateLog(count, file) {
  const random = randomFrom(42);
  const int = (/** @type {number} */ below) => Math.floor(random() * below);
  const hex = () => int(0x10000).toString(16).padStart(4, "0");
  const uuid = () => `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-a${hex().slice(1)}-${hex()}${hex()}${hex()}`;

  function story() {
    const botId = `bot_${int(3)}`;
    const agentId = `agent_${int(9)}`;
    const arrives = { type: "VisitorArrived", pageUrl: "/pricing" };
    const greets = [
      { type: "BotTriggered", botId },
      { type: "BotMessageSent", botId, textLength: int(90) },
    ];
    const clicks = () => [
      { type: "ButtonClicked", botId, buttonId: BUTTONS[int(4)] },
      { type: "BotMessageSent", botId, textLength: int(90) },
    ];
    const writes = { type: "DirectMessageSent", textLength: int(90) };
    const answers = { type: "AgentMessageSent", agentId, textLength: int(90) };
    const helps = [writes, { type: "AgentJoined", agentId }, answers, writes, answers];
    const closes = random() < 0.96 ? [{ type: "ChatClosed", closedBy: "visitor" }] : [];
    const kind = int(10);
    if (kind < 3) return [arrives, ...helps, ...closes];
    if (kind < 5) return [arrives, ...greets, ...closes];
    if (kind < 8) return [arrives, ...greets, ...clicks(), ...clicks(), ...closes];
    return [arrives, ...greets, ...clicks(), ...helps, ...closes];
  }

  function begin() {
    const accountId = `acc_${Math.floor(ACCOUNTS * random() ** 2)}`;
    const shared = { conversationId: uuid(), accountId, visitorId: `v${hex()}${hex()}${hex()}` };
    return { shared, events: story(), next: 0 };
  }

  const open = Array.from({ length: OPEN }, begin);
  const out = openSync(file, "w");
  let at = Date.parse("2025-01-20T00:00:00Z");
  let lines = "";
  for (let written = 0; written < count; written++) {
    const slot = int(OPEN);
    const chat = open[slot] ?? begin();
    const { type, ...payload } = chat.events[chat.next] ?? { type: "ChatClosed" };
    at += 1 + int(1_600);
    const occurredAt = new Date(at).toISOString();
    lines += `${JSON.stringify({ id: uuid(), type, ...chat.shared, occurredAt, ...payload })}\n`;
    chat.next++;
    if (chat.next === chat.events.length) open[slot] = begin();
    if (lines.length > 1 << 20) {
      writeSync(out, lines);
      lines = "";
    }
  }
  writeSync(out, lines);
  closeSync(out);
}

/** The generator mulberry32. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , count, file] = process.argv;
  generateLog(Number(count), String(file));
}
