import type { RefObject } from "preact";
import type { Bench, Conversation } from "../model/bench.ts";
import { pickerView } from "../model/picker-view.ts";
import type { VerdictView } from "../model/verdict-view.ts";
import type { Dispatch } from "./dispatch.ts";
import { Reasons } from "./reasons.tsx";
import { Steps } from "./steps.tsx";
import { Timeline } from "./timeline.tsx";
import { Verdict } from "./verdict.tsx";

interface Props {
  readonly bench: Bench;
  readonly shown: { readonly conversation: Conversation; readonly verdict: VerdictView } | undefined;
  readonly canUndo: boolean;
  readonly dispatch: Dispatch;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

/** One conversation: what happened, what can happen next, and what it is judged to be. */
export function ConversationPanel({ bench, shown, canUndo, dispatch, heading }: Props) {
  const picker = pickerView(bench);
  return (
    <section aria-labelledby="conversation">
      <h2 id="conversation" tabIndex={-1} ref={heading}>
        One conversation
      </h2>
      <p class="lead">Say what happens next, or take an event away, and watch the verdict.</p>
      <div class="bar">
        <label for="picker">Conversation</label>
        <select
          id="picker"
          value={bench.chosen ?? ""}
          onChange={({ currentTarget }) => dispatch({ type: "choose", key: currentTarget.value })}
        >
          {picker.items.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" onClick={() => dispatch({ type: "begin" })}>
          New conversation
        </button>
        <button type="button" disabled={!canUndo} onClick={() => dispatch({ type: "undo" })}>
          Undo
        </button>
        {picker.more > 0 && <p class="note">and {picker.more} more: find them in the log below.</p>}
      </div>
      {shown === undefined ? (
        <p>There is no conversation in this log. Begin a new one.</p>
      ) : (
        <div class="desk">
          <Verdict verdict={shown.verdict} bench={bench} dispatch={dispatch} />
          <Steps now={bench.now} dispatch={dispatch} />
          <Timeline conversation={shown.conversation} explanation={shown.verdict.explanation} dispatch={dispatch} />
          <Reasons conversation={shown.conversation} explanation={shown.verdict.explanation} />
        </div>
      )}
    </section>
  );
}
