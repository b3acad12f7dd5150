import { type RuleOptions, smartsupp } from "chatledger";
import { USUAL_OPTIONS } from "./bench.ts";

/** An option of the rules as the page offers it. */
export interface OptionView {
  readonly name: string;
  readonly means: string;
  readonly value: boolean | number | null;
  /** Whether it is a time, in milliseconds, or `null` for never; the others are true or false. */
  readonly isTime: boolean;
  readonly isUsual: boolean;
}

/** Every option of the default rule set. */
export function optionViews(options: RuleOptions): readonly OptionView[] {
  return Object.entries(smartsupp.options).map(([name, { means, default: usual }]) => {
    const value = options[name] ?? null;
    const isTime = typeof usual !== "boolean";
    // The rules count milliseconds, a user of the page minutes.
    const shown = isTime ? means.replace("milliseconds", "minutes") : means;
    return { name, means: shown, value, isTime, isUsual: value === USUAL_OPTIONS[name] };
  });
}

const MS_PER_MINUTE = 60_000;

/** The time that a user wrote in minutes, in milliseconds; `null` if it is none. */
export function timeoutOf(minutes: string): number | null {
  const ms = Math.round(Number(minutes) * MS_PER_MINUTE);
  return minutes.trim() !== "" && Number.isSafeInteger(ms) && ms >= 0 ? ms : null;
}

/** A time as a user writes it. */
export function minutesOf(ms: number): string {
  return String(ms / MS_PER_MINUTE);
}
