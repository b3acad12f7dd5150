import { rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { certain } from "../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES, type ConversationEventType } from "../domain/conversation-event.ts";
import type { BegunConversation, ConversationId } from "../domain/conversation-state.ts";
import { ConversationFold } from "../domain/fold-conversation.ts";
import type { Mark } from "../domain/mark.ts";
import { forEachLine } from "../replay/lines.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { isOneOf } from "../sql/event-source.ts";
import type { EventColumn } from "../sql/event-table.ts";
import { integer, print, join as separated, sql } from "../sql/fragment.ts";
import { nested } from "../sql/select.ts";
import { bytesIn } from "./bytes-in.ts";
import { MOST_PARTS } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import type { LogEvents } from "./log-events.ts";

/** What is asked of an event, in this order. */
const ASKED = [
  "accountId",
  "conversationId",
  "occurredAt",
  "type",
  "id",
  "sequence",
  "visitorId",
  "botId",
  "buttonId",
  "agentId",
  "closedBy",
  "rating",
] as const satisfies readonly EventColumn[];

/** So many events are read at a time: as few as go to as many parts as can be written at once, but not fewer than are worth a file. */
const [LEAST_EVENTS, MOST_EVENTS] = [10_000, 100_000];

/**
 * The conversations of logs, in no order, some at a time. To sort their events takes the engine much more memory than it may have; so it
 * writes them to parts, each of which has all events of its conversations, and the parts are read one after the other. What has no
 * room in so many parts comes in a later round.
 */
export async function* logConversations({
  engine,
  lines,
}: Pick<LogEvents, "engine" | "lines">): AsyncGenerator<Iterable<BegunConversation>> {
  const size = Math.min(MOST_EVENTS, Math.max(LEAST_EVENTS, lines / MOST_PARTS));
  const parts = Math.max(1, Math.ceil(lines / size));
  const folder = join(engine.folder, "parts");
  for (let from = 0; from < parts; from += MOST_PARTS) {
    // Of an attempt that failed something may be there.
    rmSync(folder, { recursive: true, force: true });
    await engine.run(writeParts(folder, parts, from, Math.min(parts, from + MOST_PARTS)));
    for (const part of await readdir(folder)) yield conversationsIn(await bytesIn(join(folder, part)));
  }
}

/** The statement that writes some of the parts, [from, until), each to a folder: an event a line, which is a list of values. */
function writeParts(folder: string, parts: number, from: number, until: number): string {
  const of = ["accountId", "conversationId"].map(duckdb.identifier);
  const part = sql`(hash(${separated(of, COMMA)}) % ${integer(parts)})::INTEGER`;
  const events = sql`SELECT ${part} AS "part", json_array(${separated(ASKED.map(duckdb.identifier), COMMA)})::VARCHAR
FROM ${duckdb.identifier(EVENTS)}
WHERE ${isOneOf(duckdb, duckdb.identifier("type"), CONVERSATION_EVENT_TYPES)}
  AND ${part} >= ${integer(from)} AND ${part} < ${integer(until)}`;
  // JSON has no control characters, so nothing needs quotation marks; where there are some, the engine quotes what has a `#` too.
  const plain = sql`FORMAT csv, HEADER false, DELIMITER '\x1F', QUOTE '', ESCAPE ''`;
  return print(sql`COPY ${nested(events)} TO ${duckdb.text(folder)} (${plain}, PARTITION_BY ("part"))`);
}

const COMMA = sql`, `;

/**
 * The conversations of a part, made one by one as they are asked for: what is in memory of all of them is bytes, and what is made of one
 * is gone before it has grown old, so that it costs no room that is only given back much later.
 */
function* conversationsIn(lines: Buffer): Generator<BegunConversation> {
  const places = new Map<string, number[]>();
  forEachLine(lines, 1, (from, to) => {
    const conversation = lines.toString("latin1", from, endOfIds(lines, from));
    const others = places.get(conversation);
    if (others === undefined) places.set(conversation, [from, to]);
    else others.push(from, to);
  });
  for (const bounds of places.values()) {
    const fold = new ConversationFold();
    for (let i = 0; i < bounds.length; i += 2) {
      const { of, mark } = toEvent(lines.toString("utf8", bounds[i], bounds[i + 1]));
      fold.add(of, mark);
    }
    const { of, marks } = fold.state();
    if (of !== null) yield { of, marks };
  }
}

const [QUOTATION_MARK, BACKSLASH] = [0x22, 0x5c];

/** Where the first two values of a line end, which say of which conversation the event is. */
function endOfIds(lines: Buffer, from: number): number {
  return endOfText(lines, endOfText(lines, from));
}

/** The place behind the first text that begins at a place or after it. */
function endOfText(lines: Buffer, from: number): number {
  let at = lines.indexOf(QUOTATION_MARK, from) + 1;
  while (at < lines.length && lines[at] !== QUOTATION_MARK) at += lines[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

const TYPES: ReadonlyMap<unknown, ConversationEventType> = new Map(
  CONVERSATION_EVENT_TYPES.map((type) => [type, type]),
);

function toEvent(line: string): { readonly of: ConversationId; readonly mark: Mark } {
  const values: unknown = JSON.parse(line);
  const [account, conversation, at, type, id, sequence, visitorId, botId, buttonId, agentId, closedBy, rating] =
    Array.isArray(values) ? Array.from<unknown>(values) : [];
  const conversationId = String(conversation);
  // As `toContent` orders it.
  const mark: Mark = {
    at: Number(at),
    type: certain(TYPES.get(type)),
    id: String(id),
    ...(typeof sequence === "number" ? { sequence } : {}),
    conversationId,
    ...(typeof visitorId === "string" ? { visitorId } : {}),
    ...(typeof botId === "string" ? { botId } : {}),
    ...(typeof buttonId === "string" ? { buttonId } : {}),
    ...(typeof agentId === "string" ? { agentId } : {}),
    ...(typeof closedBy === "string" ? { closedBy } : {}),
    ...(typeof rating === "number" ? { rating } : {}),
  };
  return { of: { accountId: String(account), conversationId }, mark };
}
