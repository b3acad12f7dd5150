import type { Bench } from "../model/bench.ts";
import { chosenOf } from "../model/bench.ts";
import type { VerdictView } from "../model/verdict-view.ts";
import type { Dispatch } from "./dispatch.ts";

interface Props {
  readonly verdict: VerdictView;
  readonly bench: Bench;
  readonly dispatch: Dispatch;
}

/** The verdict in large: outcome, label, whether it is closed, and the quota. */
export function Verdict({ verdict, bench, dispatch }: Props) {
  const { outcome, name, label, settled, quota, ruleSet } = verdict;
  const accountId = chosenOf(bench)?.of.accountId;
  return (
    <div class={`verdict ${outcome}`}>
      <p class="outcome">{name}</p>
      <dl>
        <div class="fact">
          <dt>Label in the hub</dt>
          <dd>{label === null ? "none" : <span class="tag">{label}</span>}</dd>
        </div>
        <div class="fact">
          <dt>Chat</dt>
          <dd>{settled}</dd>
        </div>
        {quota !== null && accountId !== undefined && (
          <div class="fact">
            <dt>
              Quota of <bdi>{quota.accountId}</bdi>
            </dt>
            <dd>
              {quota.left}
              {quota.hasPlan && <meter min={0} max={quota.limit} value={quota.used} aria-label="Quota used" />}
              <p class="note">{quota.details}</p>
              <div class="offers">
                {quota.hasPlan ? (
                  <button type="button" onClick={() => dispatch({ type: "buy", accountId, conversations: 100 })}>
                    Buy 100 more
                  </button>
                ) : (
                  ["standard", "pro"].map((plan) => (
                    <button key={plan} type="button" onClick={() => dispatch({ type: "subscribe", accountId, plan })}>
                      Give it plan {plan}
                    </button>
                  ))
                )}
              </div>
            </dd>
          </div>
        )}
        <div class="fact">
          <dt>Rules</dt>
          <dd>
            {ruleSet.split(";").map((part) => (
              <code key={part} class="part">
                {part}
              </code>
            ))}
          </dd>
        </div>
      </dl>
    </div>
  );
}
