import { type Explanation, serializeConversation } from "chatledger";
import { useRef } from "preact/hooks";
import type { Conversation } from "../model/bench.ts";
import { timelineView } from "../model/timeline-view.ts";
import type { Dispatch } from "./dispatch.ts";

interface Props {
  readonly conversation: Conversation;
  readonly explanation: Explanation;
  readonly dispatch: Dispatch;
}

/** The events of a conversation in their order; what the verdict rests on stands out, and each can be taken away. */
export function Timeline({ conversation, explanation, dispatch }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { rows, more, lines } = timelineView(conversation, explanation);
  return (
    <div class="happened">
      <h3 tabIndex={-1} ref={heading}>
        What happened
      </h3>
      {rows.length === 0 && <p class="note">Nothing yet.</p>}
      <ol class="timeline">
        {rows.map(({ event, key, day, time, gap, fields, evidenceOf }) => (
          <li key={key} class={evidenceOf.length > 0 ? "evidence" : undefined}>
            <div class="when">
              {day !== null && <span class="day">{day}</span>}
              <time dateTime={event.occurredAt}>{time}</time>
              <span class="gap">{gap}</span>
            </div>
            <div class="what">
              <b>{event.type}</b>{" "}
              {evidenceOf.length > 0 && <span class="badge">evidence of {evidenceOf.join(" and ")}</span>}
              <ul class="fields">
                {fields.map(({ name, value }) => (
                  <li key={name}>
                    <span class="name">{name}</span> <bdi>{value}</bdi>
                  </li>
                ))}
              </ul>
            </div>
            <button
              type="button"
              class="remove"
              aria-label={`Take ${event.type} at ${time} away`}
              title="Take it away"
              onClick={() => {
                dispatch({ type: "remove", event });
                heading.current?.focus();
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      {more > 0 && <p class="note">and {more} later events</p>}
      <details>
        <summary>As lines of a log</summary>
        <textarea readOnly aria-label="The conversation as lines of a log" rows={6} wrap="off" value={lines} />
      </details>
      <details>
        <summary>As a state</summary>
        <textarea
          readOnly
          aria-label="The state of the conversation as JSON"
          rows={6}
          value={serializeConversation(conversation.state)}
        />
      </details>
    </div>
  );
}
