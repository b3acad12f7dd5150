import { minutesOf, type OptionView, timeoutOf } from "../model/option-view.ts";
import type { Dispatch } from "./dispatch.ts";

/** One option: a box to tick, or a time in minutes that may be left empty. */
export function OptionField({ option, dispatch }: { readonly option: OptionView; readonly dispatch: Dispatch }) {
  const { name, means, value, isTime, isUsual } = option;
  const id = `option-${name}`;
  return (
    <div class={isUsual ? "option" : "option changed"}>
      {isTime ? (
        <input
          id={id}
          type="number"
          min="0"
          step="any"
          inputMode="decimal"
          placeholder="never"
          aria-describedby={`${id}-means`}
          value={typeof value === "number" ? minutesOf(value) : ""}
          onInput={({ currentTarget }) => dispatch({ type: "option", name, value: timeoutOf(currentTarget.value) })}
        />
      ) : (
        <input
          id={id}
          type="checkbox"
          aria-describedby={`${id}-means`}
          checked={value === true}
          onChange={({ currentTarget }) => dispatch({ type: "option", name, value: currentTarget.checked })}
        />
      )}
      <label for={id}>
        <code>{name}</code>
        {isTime && " in minutes"}
        {!isUsual && " "}
        {!isUsual && <span class="badge">changed</span>}
      </label>
      <p class="note" id={`${id}-means`}>
        {means}
      </p>
    </div>
  );
}
