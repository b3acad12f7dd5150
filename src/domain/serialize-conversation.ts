import { freeze } from "immer";
import * as z from "zod";
import { CLOSERS, CONVERSATION_EVENT_TYPES, RATING } from "./conversation-event.ts";
import type { ConversationId, ConversationState } from "./conversation-state.ts";
import { initialConversation } from "./conversation-state.ts";
import { count, id } from "./event-fields.ts";
import { ConversationFold } from "./fold-conversation.ts";
import type { Mark } from "./mark.ts";
import { UsageError } from "./usage-error.ts";

/** The marks' fields in the order in which they are printed. */
const storedMark = z.object({
  at: z.int(),
  type: z.enum(CONVERSATION_EVENT_TYPES),
  id,
  sequence: count.exactOptional(),
  conversationId: id,
  visitorId: id.exactOptional(),
  botId: id.exactOptional(),
  buttonId: id.exactOptional(),
  agentId: id.exactOptional(),
  closedBy: z.enum(CLOSERS).exactOptional(),
  rating: z.int().min(RATING.min).max(RATING.max).exactOptional(),
});

const storedState = z.object({
  of: z.object({ accountId: id, conversationId: id }).nullable(),
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
 * Reads back what {@link serializeConversation} printed. What comes out is a state whatever went in: marks are put in
 * order and taken once.
 *
 * @throws UsageError `invalid-state` if the text is no conversation state.
 */
export function deserializeConversation(text: string): ConversationState {
  return freeze(checked(jsonOf(text)), true);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError("invalid-state", "A conversation state is a JSON object; this text is no JSON.");
  }
}

function checked(input: unknown): ConversationState {
  const parsed = storedState.safeParse(input);
  if (!parsed.success) throw invalid(parsed.error);
  const { of, marks } = parsed.data;
  if (of === null && marks.length === 0) return initialConversation();
  const fold = new ConversationFold();
  for (const mark of marks) fold.add(streamOf(of, mark), mark);
  return { of, marks: fold.marks };
}

function streamOf(of: ConversationId | null, mark: Mark): ConversationId {
  if (of !== null && of.conversationId === mark.conversationId) return of;
  throw new UsageError("invalid-state", `A conversation state holds the mark ${mark.id} of another conversation.`);
}

function invalid(error: z.ZodError): UsageError {
  const [issue] = error.issues;
  return new UsageError("invalid-state", `No conversation state: ${issue?.path.join(".")}: ${issue?.message}.`);
}
