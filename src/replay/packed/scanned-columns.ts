import { CONVERSATION } from "./packed-columns.ts";

/** The columns that a scan reads. They lie uncompressed, ids and types by number, so that it need not unpack them. */
export const scannedColumns: ReadonlySet<string> = new Set([
  "type",
  "occurredAt",
  "accountId",
  "conversationId",
  "sequence",
  "botId",
  CONVERSATION,
]);
