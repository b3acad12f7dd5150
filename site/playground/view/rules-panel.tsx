import type { Bench } from "../model/bench.ts";
import { optionViews } from "../model/option-view.ts";
import { movesOf } from "../model/outcomes-view.ts";
import { ConversationButtons } from "./conversation-buttons.tsx";
import type { Dispatch } from "./dispatch.ts";
import { OptionField } from "./option-field.tsx";

interface Props {
  readonly bench: Bench;
  readonly dispatch: Dispatch;
  readonly open: (key: string) => void;
}

/** The options of the rules, and which conversations of the log they move. */
export function RulesPanel({ bench, dispatch, open }: Props) {
  const moves = movesOf(bench);
  const moved = moves.reduce((sum, { conversations }) => sum + conversations.length, 0);
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">The rules</h2>
      <p class="lead">
        What the vendor's pages leave open is an option. Change one, and see which conversations of the log move.
      </p>
      <div class="options">
        {optionViews(bench.options).map((option) => (
          <OptionField key={option.name} option={option} dispatch={dispatch} />
        ))}
      </div>
      <p role="status" class="moved">
        {moved === 0
          ? "By these options every conversation has its usual outcome."
          : `${moved} of ${bench.conversations.size} conversations move.`}
      </p>
      {moves.map(({ from, to, conversations }) => (
        <div class="move" key={`${from} ${to}`}>
          <h3>
            {from} <span aria-hidden="true">→</span>
            <span class="hidden"> to </span> {to} <span class="count">{conversations.length}</span>
          </h3>
          <ConversationButtons conversations={conversations} open={open} />
        </div>
      ))}
    </section>
  );
}
