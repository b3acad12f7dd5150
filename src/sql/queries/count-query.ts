import type { Sql } from "../fragment.ts";
import { gatheredConversations } from "../judged-conversations.ts";
import { sequenceAndIdOf } from "../marked-events.ts";
import type { Question } from "../question.ts";
import { select } from "../select.ts";

/**
 * A row for each conversation: whether it `counts` for the quota, and where the first interaction stands by which it does. Without one
 * there is anything in its place.
 */
export function countQuery(question: Question, accountId: string | undefined): Sql {
  const { dialect } = question;
  const { rows, account, conversation, has, at, place } = gatheredConversations(question, {
    claims: [],
    moments: ["firstInteraction"],
    outcome: false,
    needsIds: true,
    accountId,
  });
  const { sequence, id } = sequenceAndIdOf(dialect, place("firstInteraction"));
  return select({
    says: "By what each conversation counts for the quota.",
    columns: [
      [account, dialect.identifier("accountId")],
      [conversation, dialect.identifier("conversationId")],
      [has("firstInteraction"), dialect.identifier("counts")],
      [at("firstInteraction"), dialect.identifier("occurredAt")],
      [sequence, dialect.identifier("sequence")],
      [id, dialect.identifier("id")],
    ],
    from: rows,
  });
}
