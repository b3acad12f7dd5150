import { readFile } from "node:fs/promises";
import { toEpochMs } from "../domain/instant.ts";
import { isUsageError } from "../domain/usage-error.ts";
import { type JudgingOptions, toJudge } from "../policies/classification/judge.ts";
import type { RuleOptions } from "../policies/classification/rule-options.ts";
import type { RuleSet } from "../policies/classification/rule-set.ts";
import { parseRuleSet } from "../policies/classification/rule-set-schema.ts";
import { BUCKET_SIZES } from "../projections/statistics/buckets.ts";
import { COHORTS } from "../projections/statistics/cohort.ts";
import { type StatisticsOptions, toQuestion, UNITS } from "../projections/statistics/statistics-options.ts";
import { sourceErrorOf } from "../replay/source-error.ts";
import type { Flags, FlagValues } from "./command.ts";
import type { Io } from "./io.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** Flags that every command has. */
export const helpFlags = { help: { type: "boolean", short: "h" } } as const satisfies Flags;

/** Flags about the form of the output. */
export const formatFlags = { format: { type: "string" }, json: { type: "boolean" } } as const satisfies Flags;

/** Flags of commands that read a log. */
export const logFlags = { strict: { type: "boolean" }, "no-text": { type: "boolean" } } as const satisfies Flags;

/** Flags of commands that judge. */
export const judgingFlags = {
  "as-of": { type: "string" },
  option: { type: "string", multiple: true },
  rules: { type: "string" },
  account: { type: "string" },
} as const satisfies Flags;

/** Flags of statistics. */
export const statisticsFlags = {
  by: { type: "string" },
  tz: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  cohort: { type: "string" },
  unit: { type: "string" },
  bot: { type: "string" },
} as const satisfies Flags;

/** The help on {@link statisticsFlags}, on {@link judgingFlags} and on {@link logFlags}, for the commands that have them. */
export const statisticsHelp = `  --by SIZE              hour, day (default), week, month or year
  --tz ZONE              the time zone of days and buckets, e.g. Europe/Prague (default UTC)
  --from T --to T        an interval [from, to): instants or local dates at the edge of a bucket
  --cohort COHORT        triggered (default): by the bot's first appearance; decided: by when the outcome was decided
  --unit UNIT            conversations (default) or visitors
  --bot ID               only conversations in which this bot was present
`;

export const accountHelp = `  --account ID           only this account; lines and anomalies are those of the whole log
`;

export const judgingHelp = `  --as-of T              judge as of this instant (default: the last one in the log)
  --option NAME=VALUE    change a rule: botInputIsInteraction, handoffIsContact, requireClose, inactivityTimeout
  --rules FILE           judge by another rule set, as JSON
`;

export const logHelp = `  --strict               stop at the first bad line
  --no-text              keep visitors' words out of messages
`;

/** The value of a flag that takes one. */
export function textOf(values: FlagValues, flag: string): string | undefined {
  const value = values[flag];
  return typeof value === "string" ? value : undefined;
}

/** Whether a flag without a value was given. */
export function isSet(values: FlagValues, flag: string): boolean {
  return values[flag] === true;
}

/**
 * The format to print in: what was asked for; else the first one on a terminal, and `json` where there is no terminal (or
 * what the command prints instead).
 */
export function formatOf<F extends string>(
  values: FlagValues,
  io: Io,
  formats: readonly [F, ...F[]],
  withoutTerminal: F,
): F {
  const asked = isSet(values, "json") ? "json" : textOf(values, "format");
  if (asked === undefined) return io.isTerminal ? formats[0] : withoutTerminal;
  return oneOf("format", asked, formats);
}

/** One of the allowed values of a flag. */
function oneOf<V extends string>(flag: string, value: string, allowed: readonly V[]): V {
  const found = allowed.find((item) => item === value);
  if (found === undefined)
    throw new WrongUsage(`--${flag} is one of ${allowed.join(", ")}, not ${JSON.stringify(value)}.`);
  return found;
}

/** Options that lack one thing, the last instant of the log, which is the default time to judge at. */
export type OnceRead<Options> = (lastAt: number | null) => Options;

/** The rules and the time to judge at. What is wrong with them is found now, before a long log is read. */
export async function judgingOf(values: FlagValues): Promise<OnceRead<JudgingOptions>> {
  const rules = textOf(values, "rules");
  const given: JudgingOptions = {
    ruleOptions: ruleOptionsOf(values),
    ...(rules === undefined ? {} : { ruleSet: await readRules(rules) }),
  };
  const asOf = textOf(values, "as-of");
  if (asOf !== undefined) toEpochMs(asOf, "--as-of");
  // An empty log has no last instant, and nothing to judge.
  const judging: OnceRead<JudgingOptions> = (lastAt) => ({ ...given, asOf: asOf ?? lastAt ?? 0 });
  toJudge(judging(null));
  return judging;
}

/** The options of statistics. What is wrong with them is found now, before a long log is read. */
export async function statisticsOptionsOf(values: FlagValues): Promise<OnceRead<StatisticsOptions>> {
  const judging = await judgingOf(values);
  const given = {
    by: oneOf("by", textOf(values, "by") ?? "day", BUCKET_SIZES),
    cohort: oneOf("cohort", textOf(values, "cohort") ?? "triggered", COHORTS),
    unit: oneOf("unit", textOf(values, "unit") ?? "conversations", UNITS),
    timeZone: textOf(values, "tz") ?? "UTC",
    from: textOf(values, "from"),
    to: textOf(values, "to"),
    bot: textOf(values, "bot"),
    accountId: textOf(values, "account"),
  };
  toQuestion({ ...judging(null), ...given });
  return (lastAt) => ({ ...judging(lastAt), ...given });
}

function ruleOptionsOf(values: FlagValues): RuleOptions {
  const given = values["option"];
  const pairs = Array.isArray(given) ? given.map(String) : [];
  return Object.fromEntries(pairs.map(ruleOptionOf));
}

function ruleOptionOf(pair: string): [string, boolean | number | null] {
  const at = pair.indexOf("=");
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (at > 0) {
    if (value === "true" || value === "false") return [name, value === "true"];
    if (value === "off" || value === "null") return [name, null];
    if (/^\d+$/.test(value)) return [name, Number(value)];
  }
  throw new WrongUsage(`--option is name=value with true, false, a number or off, not ${JSON.stringify(pair)}.`);
}

async function readRules(file: string): Promise<RuleSet> {
  const rules = await readJson(file);
  try {
    return parseRuleSet(rules);
  } catch (error) {
    throw isUsageError(error) ? new WrongUsage(`${file}: ${error.message}`) : error;
  }
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw sourceErrorOf(error, file);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongUsage(`${file}: expected JSON.`);
  }
}
