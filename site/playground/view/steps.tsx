import { formatInstant } from "chatledger";
import { ACTORS, STEPS } from "../model/step.ts";
import { WAITS } from "../model/waits.ts";
import type { Dispatch } from "./dispatch.ts";

/** What can happen next: a button for each event, and for time that passes. */
export function Steps({ now, dispatch }: { readonly now: number; readonly dispatch: Dispatch }) {
  return (
    <div class="steps">
      <h3>What happens next</h3>
      {ACTORS.map((actor) => (
        <fieldset key={actor}>
          <legend>{actor}</legend>
          <div>
            {STEPS.filter(({ by }) => by === actor).map((step) => (
              <button
                key={step.does}
                type="button"
                aria-label={`${actor} ${step.does}`}
                title={step.type}
                onClick={() => dispatch({ type: "step", step })}
              >
                {step.does}
              </button>
            ))}
          </div>
        </fieldset>
      ))}
      <fieldset>
        <legend>Time</legend>
        <div>
          {WAITS.map(({ name, ms }) => (
            <button key={name} type="button" aria-label={`${name} pass`} onClick={() => dispatch({ type: "wait", ms })}>
              {name}
            </button>
          ))}
          <span class="now">
            Now{" "}
            <time>
              {formatInstant(now)
                .replace("T", " ")
                .replace(/\.\d+Z/, " UTC")}
            </time>
          </span>
        </div>
      </fieldset>
    </div>
  );
}
