import { useReducer, useRef } from "preact/hooks";
import { benchOf, chosenOf } from "../model/bench.ts";
import { EXAMPLES } from "../model/examples.ts";
import { afterAction, type History } from "../model/history.ts";
import { verdictView } from "../model/verdict-view.ts";
import { ConversationPanel } from "./conversation-panel.tsx";
import { LogPanel } from "./log-panel.tsx";
import { RulesPanel } from "./rules-panel.tsx";

/** The playground: a conversation and its verdict, the rules, and the log that all of it is of. */
export function App() {
  const [{ bench, past }, dispatch] = useReducer(afterAction, null, beginning);
  const heading = useRef<HTMLHeadingElement>(null);
  const conversation = chosenOf(bench);
  const verdict = conversation === undefined ? undefined : verdictView(bench, conversation);

  function open(key: string): void {
    dispatch({ type: "choose", key });
    heading.current?.focus();
  }

  return (
    <>
      <p class="hidden" role="status">
        {verdict?.spoken ?? "No conversation."}
      </p>
      <ConversationPanel
        bench={bench}
        shown={conversation === undefined || verdict === undefined ? undefined : { conversation, verdict }}
        canUndo={past.length > 0}
        dispatch={dispatch}
        heading={heading}
      />
      <RulesPanel bench={bench} dispatch={dispatch} open={open} />
      <LogPanel bench={bench} dispatch={dispatch} open={open} />
    </>
  );
}

function beginning(): History {
  return { bench: benchOf(EXAMPLES[0].read()), past: [] };
}
