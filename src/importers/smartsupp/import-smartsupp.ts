import { type ConversationEvent, isConversationEvent } from "../../domain/conversation-event.ts";
import { compareMarks, toMark } from "../../domain/mark.ts";
import { parseEvent } from "../../domain/parse-event.ts";
import { compareText } from "../../domain/text-order.ts";
import { Collector } from "./collector.ts";
import { type Format, isDocument } from "./format.ts";
import { postHookFormat } from "./post-hook.ts";
import { readChat } from "./read-chat.ts";
import { restFormat } from "./rest.ts";
import { type ChatRule, isChatbot, isClick } from "./rules.ts";
import { inside, type Place, type Unmapped } from "./unmapped.ts";
import { webhookFormat } from "./webhook.ts";

/** How to import. */
export interface SmartsuppImportOptions {
  /** The account of every event. Needed for REST data, which names none; overrides what other documents name. */
  readonly accountId?: string | undefined;
  /** Which messages of visitors are clicks; default `isClick`. */
  readonly isClick?: ChatRule | undefined;
  /** Which messages of bots are a chatbot's; default `isChatbot`. */
  readonly isChatbot?: ChatRule | undefined;
}

/** What an import gives. */
export interface SmartsuppImport {
  /** Each event once, by account, then conversation, then in the ledger's order. */
  readonly events: readonly ConversationEvent[];
  /** What gave no event, by document. */
  readonly unmapped: readonly Unmapped[];
}

/**
 * Turns Smartsupp's exports into events: POST hooks, REST v2 pages of conversations and of messages, and webhooks, told
 * apart by their shape. The input is one parsed JSON document or an array of them (each of which may be an array again).
 *
 * Hand over all documents of a conversation at once: REST spreads it over several, and whether a message is a click, or a
 * bot a chatbot, shows only beside the other messages. The order of documents and messages is irrelevant, and importing
 * twice gives the same events with the same ids.
 *
 * @throws ImportError `account-required` if neither a document nor `accountId` says the account; `invalid-account`.
 * @example importSmartsupp(JSON.parse(await readFile("messages.json", "utf8")), { accountId: "881987" }).events;
 */
export function importSmartsupp(input: unknown, options: SmartsuppImportOptions = {}): SmartsuppImport {
  return importAs([webhookFormat, postHookFormat, restFormat], input, options);
}

/** {@link importSmartsupp} for documents of the POST hook ("Export to 3rd party system") only. */
export function importPostHooks(input: unknown, options: SmartsuppImportOptions = {}): SmartsuppImport {
  return importAs([postHookFormat], input, options);
}

/** {@link importSmartsupp} for pages of REST v2 only; `accountId` is required. */
export function importRest(
  input: unknown,
  options: SmartsuppImportOptions & { readonly accountId: string },
): SmartsuppImport {
  return importAs([restFormat], input, options);
}

/** {@link importSmartsupp} for webhooks only. Check their signature with `verifySmartsuppWebhook` first. */
export function importWebhooks(input: unknown, options: SmartsuppImportOptions = {}): SmartsuppImport {
  return importAs([webhookFormat], input, options);
}

function importAs(formats: readonly Format[], input: unknown, options: SmartsuppImportOptions): SmartsuppImport {
  const collector = new Collector(options.accountId);
  const documents: readonly unknown[] = Array.isArray(input) ? input : [input];
  for (const [index, document] of documents.entries()) {
    const place = { document: index, path: "" };
    if (!Array.isArray(document)) readDocument(formats, document, place, collector);
    else for (const [i, item] of document.entries()) readDocument(formats, item, inside(place, i), collector);
  }
  const rules = { isClick: options.isClick ?? isClick, isChatbot: options.isChatbot ?? isChatbot };
  const events: ConversationEvent[] = [];
  const unmapped = [...collector.unmapped];
  for (const chat of collector.chats) {
    const { accountId, conversationId } = chat;
    const reading = readChat(chat, rules);
    unmapped.push(...reading.unmapped);
    const facts = reading.facts.map((fact) => parseEvent({ ...fact, accountId, conversationId }));
    events.push(...facts.filter(isConversationEvent));
  }
  return { events: events.sort(compareEvents), unmapped: unmapped.sort((a, b) => a.document - b.document) };
}

function readDocument(formats: readonly Format[], document: unknown, place: Place, collector: Collector): void {
  const vendors = isDocument(document) ? document : {};
  const format = formats.find(({ matches }) => matches(vendors));
  if (format !== undefined) format.read(vendors, place, collector);
  else collector.report(place, "unknown-format", "document", FORMATS);
}

const FORMATS = "Expected a POST hook (accountId, channel, messages), REST data (items) or a webhook (event, data).";

function compareEvents(a: ConversationEvent, b: ConversationEvent): number {
  return (
    compareText(a.accountId, b.accountId) ||
    compareText(a.conversationId, b.conversationId) ||
    compareMarks(toMark(a), toMark(b))
  );
}
