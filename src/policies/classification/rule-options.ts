import { certain } from "../../domain/certain.ts";
import { describeValue } from "../../domain/event-error.ts";
import { compareText } from "../../domain/text-order.ts";
import { UsageError } from "../../domain/usage-error.ts";
import { isTimeout, TIMEOUT_FORM } from "../inactivity.ts";
import type { RuleSet } from "./rule-set.ts";

/** The values of a rule set's options, by name. What is not given has its default. */
export type RuleOptions = Readonly<Record<string, boolean | number | null | undefined>>;

/** The options of the default rule set `smartsupp/1`. */
export interface SmartsuppOptions {
  /** An answer typed to a chatbot's question is an interaction, not a contact. Default `true`. */
  readonly botInputIsInteraction?: boolean | undefined;
  /** Asking for a person is a contact, not an interaction. Default `true`. */
  readonly handoffIsContact?: boolean | undefined;
  /** A conversation is resolved only once it is closed. Default `true`. */
  readonly requireClose?: boolean | undefined;
  /** Milliseconds without an event after which a conversation is closed; needs `asOf`. Default `null`: never. */
  readonly inactivityTimeout?: number | null | undefined;
}

/** A value for every option of a rule set. */
export type ResolvedOptions = ReadonlyMap<string, boolean | number | null>;

/**
 * The options of a rule set with their defaults filled in.
 *
 * @throws UsageError `unknown-option` for a name that the rule set lacks, `invalid-option` for a value of another type.
 */
export function resolveOptions(rules: RuleSet, given: RuleOptions): ResolvedOptions {
  for (const [name, value] of Object.entries(given)) if (value !== undefined) checkOption(rules, name, value);
  return new Map(
    Object.entries(rules.options).map(([name, option]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return [name, value === undefined ? option.default : value];
    }),
  );
}

function checkOption(rules: RuleSet, name: string, value: boolean | number | null): void {
  const option = Object.hasOwn(rules.options, name) ? rules.options[name] : undefined;
  if (option === undefined) {
    const known = Object.keys(rules.options).join(", ") || "none";
    throw new UsageError(
      "unknown-option",
      `${name}: the rule set ${rules.id}/${rules.version} has no such option; it has ${known}.`,
    );
  }
  if (typeof option.default === "boolean") {
    if (typeof value !== "boolean") throw invalid(name, "true or false", value);
  } else if (value !== null && !isTimeout(value)) {
    throw invalid(name, `${TIMEOUT_FORM}, or null for never`, value);
  }
}

function invalid(name: string, expected: string, value: unknown): UsageError {
  return new UsageError("invalid-option", `${name}: expected ${expected}, got ${describeValue(value)}.`);
}

/** How a rule set with these options is named: `smartsupp/1`, then `;name=value` for each that is not at its default. */
export function ruleSetName(rules: RuleSet, options: ResolvedOptions): string {
  const changed = [...options]
    .filter(([name, value]) => value !== certain(rules.options[name]).default)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) => `;${name}=${String(value)}`);
  return `${rules.id}/${rules.version}${changed.join("")}`;
}
