import { counted, number } from "../../../src/projections/number-text.ts";
import type { Bench } from "./bench.ts";
import { shownText } from "./shown-text.ts";

/** A line of the log that was refused. */
interface RefusedLine {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** What the page says of the log as a whole. */
export interface LogView {
  readonly summary: string;
  readonly refused: readonly RefusedLine[];
  /** How many more lines were refused than are listed. */
  readonly refusedMore: number;
}

const MOST_REFUSED = 50;
const MOST_OF_MESSAGE = 600;

/** Sums a log up, and lists what was refused of it. */
export function logView({ conversations, billing, refused }: Bench): LogView {
  const all = [...conversations.values()].filter(({ events }) => events.length > 0);
  const came = all.reduce((sum, { events }) => sum + events.length, 0);
  const kept = all.reduce((sum, { state }) => sum + state.marks.length, 0);
  const accounts = new Set([...all.map(({ of }) => of.accountId), ...billing.map(({ accountId }) => accountId)]).size;
  const again = came === kept ? "" : `, ${number(came - kept)} of them more than once`;
  return {
    summary: `${counted(came + billing.length, "event")}${again}, in ${counted(all.length, "conversation")} of ${counted(accounts, "account")}; ${counted(refused.length, "line")} refused.`,
    refused: refused
      .slice(0, MOST_REFUSED)
      .map(({ line = 0, code, message }) => ({ line, code, message: shownText(message, MOST_OF_MESSAGE) })),
    refusedMore: Math.max(0, refused.length - MOST_REFUSED),
  };
}
