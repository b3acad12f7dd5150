import * as z from "zod/mini";
import { certain } from "./certain.ts";
import { type ConversationEvent, isConversationEvent } from "./conversation-event.ts";
import { type ConversationId, type ConversationState, initialConversation } from "./conversation-state.ts";
import { id } from "./event-fields.ts";
import { foldConversation } from "./fold-conversation.ts";
import { inEnglish } from "./in-english.ts";
import { EARLIEST, formatInstant, LATEST } from "./instant.ts";
import { safeParseEvent } from "./parse-event.ts";
import { SCHEMA_VERSION } from "./upcast.ts";
import { UsageError } from "./usage-error.ts";

const storedMark = z.looseObject({ at: z.int().check(z.minimum(EARLIEST), z.maximum(LATEST)), conversationId: id });

const storedState = z.object({
  of: z.nullable(z.object({ accountId: id, conversationId: id })),
  marks: z.array(storedMark),
});

/**
 * Prints a state as JSON in its canonical form: equal states give equal bytes.
 *
 * @throws UsageError `invalid-state` if the value is no conversation state.
 */
export function serializeConversation(state: ConversationState): string {
  return JSON.stringify(checked(state));
}

/**
 * Reads back what {@link serializeConversation} printed. What comes out is a state that events can bring about, whatever
 * went in: marks are put in order and taken once.
 *
 * @throws UsageError `invalid-state` if the text is no conversation state.
 */
export function deserializeConversation(text: string): ConversationState {
  return checked(jsonOf(text));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("a JSON object was expected, this text is no JSON", { cause });
  }
}

function checked(input: unknown): ConversationState {
  const parsed = storedState.safeParse(input, inEnglish);
  if (!parsed.success) throw invalid(describeIssue(parsed.error));
  const { of, marks } = parsed.data;
  if (of === null && marks.length === 0) return initialConversation();
  if (of === null || marks.length === 0) throw invalid("a state has marks if it is of a conversation, and only then");
  return foldConversation(marks.map((mark, index) => toEvent(mark, of, `marks.${index}`)));
}

/** The event that a mark stands for, so that the schema of events is the one judge of what a mark can hold. */
function toEvent(mark: z.output<typeof storedMark>, of: ConversationId, path: string): ConversationEvent {
  if (mark.conversationId !== of.conversationId) throw invalid(`${path} is of another conversation`);
  const occurredAt = formatInstant(mark.at);
  const result = safeParseEvent({ ...mark, accountId: of.accountId, occurredAt, schemaVersion: SCHEMA_VERSION });
  if (!result.success) {
    const { path: field, expected, received } = result.error;
    throw invalid(`${path}.${field}: expected ${expected}, got ${received}`);
  }
  if (!isConversationEvent(result.event)) throw invalid(`${path} is no event of a conversation`);
  return result.event;
}

function describeIssue({ issues }: z.core.$ZodError): string {
  const { path, message } = certain(issues[0]);
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function invalid(what: string, options?: ErrorOptions): UsageError {
  return new UsageError("invalid-state", `No conversation state: ${what}.`, options);
}
