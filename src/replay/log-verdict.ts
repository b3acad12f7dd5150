import type { ConversationId } from "../domain/conversation-state.ts";
import type { Verdict } from "../policies/classification/classify.ts";

/** The verdict on a conversation of a log. */
export interface LogVerdict extends ConversationId, Verdict {}
