import type { Verdict } from "chatledger";

const fields: Readonly<Record<keyof Verdict, true>> = {
  outcome: true,
  settled: true,
  chatbotConversation: true,
  labels: true,
  participation: true,
  reaction: true,
  botAt: true,
  countedAt: true,
  ruleSet: true,
};

const FIELDS = Object.keys(fields) as readonly (keyof Verdict)[];

/** Whether two verdicts are equal in every field; made for millions of them. */
export function isSameVerdict(a: Verdict, b: Verdict): boolean {
  return FIELDS.every((field) => isSame(a[field], b[field]));
}

function isSame(x: Verdict[keyof Verdict], y: Verdict[keyof Verdict]): boolean {
  if (typeof x !== "object" || typeof y !== "object" || x === null || y === null) return x === y;
  return x.length === y.length && x.every((item, i) => item === y[i]);
}
