import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";

/** A short name for what a rule set finds, with its options filled in: 64 bits of FNV-1a over all that judges, and no words. */
export function fingerprintOf({ rules, options }: BoundRuleSet): string {
  const parts = <Part, Kept>(record: Readonly<Record<string, Part>>, keep: (part: Part) => Kept) =>
    Object.entries(record).map(([name, part]) => [name, keep(part)] as const);
  const judging = JSON.stringify([
    parts(rules.kinds, ({ events }) => events),
    Object.entries(rules.moments),
    parts(rules.claims, ({ when }) => when),
    rules.outcomes.map(({ outcome, when }) => [outcome, when]),
    [...options],
  ]);
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < judging.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(judging.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(36);
}
