import { number, percent } from "../../../src/projections/number-text.ts";
import type { OutcomeGroup } from "../model/outcomes-view.ts";

/** The shares of the outcomes as one bar, with its legend. */
export function OutcomeBar({ groups }: { readonly groups: readonly OutcomeGroup[] }) {
  const all = groups.reduce((sum, { conversations }) => sum + conversations.length, 0);
  if (all === 0) return null;
  return (
    <div class="shares">
      <div class="share-bar" aria-hidden="true">
        {groups.map(({ outcome, conversations }) => (
          <span key={outcome} class={outcome} style={{ flexGrow: conversations.length }} />
        ))}
      </div>
      <ul class="legend">
        {groups.map(({ outcome, name, conversations }) => (
          <li key={outcome}>
            <span class={`swatch ${outcome}`} />
            {name} <b class="share">{number(conversations.length)}</b> {percent(conversations.length / all)}
          </li>
        ))}
      </ul>
    </div>
  );
}
