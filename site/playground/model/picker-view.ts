import type { Bench } from "./bench.ts";
import { shownText } from "./shown-text.ts";

/** The conversations that can be picked from a short list. */
export interface PickerView {
  readonly items: readonly { readonly key: string; readonly name: string }[];
  /** How many are not in it. */
  readonly more: number;
}

const MOST_PICKED = 200;

/** The first conversations of the log, and always the one that is looked at. */
export function pickerView({ conversations, chosen }: Bench): PickerView {
  const keys = [...conversations.keys()];
  const first = keys.slice(0, MOST_PICKED);
  const picked = chosen === null || first.includes(chosen) ? first : [...first, chosen];
  const accounts = new Set([...conversations.values()].map(({ of }) => of.accountId));
  const items = picked.map((key) => {
    const of = conversations.get(key)?.of;
    const account = accounts.size > 1 ? `${shownText(of?.accountId ?? "", 40)}: ` : "";
    return { key, name: `${account}${shownText(of?.conversationId ?? "", 60)}` };
  });
  return { items, more: keys.length - picked.length };
}
