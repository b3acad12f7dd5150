import type { Listed } from "../model/outcomes-view.ts";
import { shownText } from "../model/shown-text.ts";

const MOST_LISTED = 60;

/** Conversations, each as a button that opens it. */
export function ConversationButtons({
  conversations,
  open,
}: {
  readonly conversations: readonly Listed[];
  readonly open: (key: string) => void;
}) {
  const more = conversations.length - MOST_LISTED;
  return (
    <ul class="conversations">
      {conversations.slice(0, MOST_LISTED).map(({ key, conversation: { of } }) => (
        <li key={key}>
          <button type="button" class="opener" onClick={() => open(key)}>
            <bdi>{shownText(of.conversationId, 60)}</bdi>
          </button>
        </li>
      ))}
      {more > 0 && <li class="note">and {more} more</li>}
    </ul>
  );
}
