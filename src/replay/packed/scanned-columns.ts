import { CONVERSATION } from "./packed-columns.ts";

/**
 * The columns that a scan reads, as they lie: uncompressed, ids and types by number, so that it need not unpack them, and side by side, so that
 * it can read them at once. Of the first and the last it reads one.
 */
export const scannedColumns: ReadonlySet<string> = new Set([
  "conversationId",
  "type",
  "occurredAt",
  "accountId",
  "sequence",
  "botId",
  CONVERSATION,
]);
