import type { Explanation } from "chatledger";
import type { Conversation } from "../model/bench.ts";
import { type Reason, reasonsOf } from "../model/reasons-view.ts";

interface Props {
  readonly conversation: Conversation;
  readonly explanation: Explanation;
}

/** Outcome and label are what people ask about first. */
const FIRST = 2;

/** Why the verdict is as it is, part by part. */
export function Reasons({ conversation, explanation }: Props) {
  const reasons = reasonsOf(conversation.state, explanation);
  return (
    <div class="why">
      <h3>Why</h3>
      <ReasonList reasons={reasons.slice(0, FIRST)} />
      <details>
        <summary>The rest of the verdict</summary>
        <ReasonList reasons={reasons.slice(FIRST)} />
      </details>
    </div>
  );
}

function ReasonList({ reasons }: { readonly reasons: readonly Reason[] }) {
  return (
    <dl class="reasons">
      {reasons.map(({ name, value, rule, evidence, missing, otherwise }) => (
        <div key={name}>
          <dt>
            {name} <b class="value">{value}</b>
          </dt>
          <dd>
            <p>{rule}</p>
            <p class="note">
              {evidence.length === 0 ? (
                "Needs no event."
              ) : (
                <>
                  Evidence: <bdi>{evidence.join(", ")}</bdi>.
                </>
              )}
              {missing.length > 0 && ` Would change with ${missing.join(" or ")}.`}
              {otherwise !== null && ` Otherwise, ${otherwise}.`}
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}
