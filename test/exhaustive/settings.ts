import { type ConversationState, initialConversation, type Verdict } from "chatledger";
import { verdictOf } from "../../src/policies/classification/classify.ts";
import { judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import type { OracleOptions } from "../support/oracle.ts";
import { instantAt } from "./alphabet.ts";

/** Values of the switches that say of which kind an event is. */
export type Switches = Readonly<Record<"botInputIsInteraction" | "handoffIsContact", boolean>>;

const BOTH = [true, false];

/** The switches of the default rules that say of which kind an event is; each combination has states of its own. */
export const KIND_SWITCHES: readonly Switches[] = BOTH.flatMap((botInputIsInteraction) =>
  BOTH.map((handoffIsContact) => ({ botInputIsInteraction, handoffIsContact })),
);

/** Whether the rules close by inactivity, and whether nothing has happened for long enough. */
type Idleness = "never" | "not yet" | "idle";

/** The options that judge a state: these do not change which states there are. */
export interface Setting {
  readonly requireClose: boolean;
  readonly idleness: Idleness;
}

/** Every combination of them: inactivity knows any number of milliseconds, but of each only whether it is over. */
export const SETTINGS: readonly Setting[] = BOTH.flatMap((requireClose) =>
  (["never", "not yet", "idle"] as const).map((idleness) => ({ requireClose, idleness })),
);

const TIMEOUT = 60_000;

/** The options for a conversation, so that its last event is as long ago as a setting says. */
export function optionsFor(switches: Switches, setting: Setting, state: ConversationState): OracleOptions {
  const options: OracleOptions = { ...switches, requireClose: setting.requireClose };
  if (setting.idleness === "never") return options;
  return { ...options, inactivityTimeout: TIMEOUT, asOf: new Date(asOfFor(setting, state)).toISOString() };
}

/** What `classify` says with those options, with what all conversations share made once: there are millions of them. */
export function judgeBy(switches: Switches, setting: Setting): (state: ConversationState) => Verdict {
  const judge = toJudge(optionsFor(switches, setting, initialConversation()));
  return (state) => {
    const asOf = setting.idleness === "never" ? judge.asOf : asOfFor(setting, state);
    return verdictOf(judgeConversation(state, { ...judge, asOf }));
  };
}

function asOfFor({ idleness }: Setting, { marks }: ConversationState): number {
  const lastAt = marks.at(-1)?.at ?? Date.parse(instantAt(0));
  return lastAt + (idleness === "idle" ? TIMEOUT : TIMEOUT - 1);
}

/** What a combination of switches is called: the ones that are off. */
export function nameOf(switches: Switches): string {
  const off = Object.entries(switches).filter(([, isOn]) => !isOn);
  return off.length === 0 ? "defaults" : off.map(([name]) => `${name}=false`).join(", ");
}
