import { readFile } from "node:fs/promises";
import { toEpochMs } from "../domain/instant.ts";
import { timeZoneOf } from "../domain/time-zone.ts";
import { isUsageError } from "../domain/usage-error.ts";
import { byteSize } from "../duckdb/byte-size.ts";
import { type JudgingOptions, toJudge } from "../policies/classification/judge.ts";
import type { RuleOptions } from "../policies/classification/rule-options.ts";
import { parseRuleSet } from "../policies/classification/rule-set-schema.ts";
import { parseCatalogue } from "../policies/quota/catalogue.ts";
import { PERIOD_KINDS } from "../policies/quota/periods.ts";
import { QUOTA_MODES, type QuotaOptions, toQuotaQuestion } from "../policies/quota/quota-view.ts";
import { BUCKET_SIZES } from "../projections/statistics/buckets.ts";
import { COHORTS } from "../projections/statistics/cohort.ts";
import { type StatisticsOptions, toQuestion, UNITS } from "../projections/statistics/statistics-options.ts";
import { sourceErrorOf } from "../replay/source-error.ts";
import type { Flags, FlagValues } from "./command.ts";
import type { Io } from "./io.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** Flags that every command has. */
export const helpFlags = { help: { type: "boolean", short: "h" } } as const satisfies Flags;

/** Flags of commands that scan long logs. */
export const threadsFlag = { threads: { type: "string" } } as const satisfies Flags;

export const threadsHelp = `  --threads N            how many threads may read a long log (default: as many as are worth it)
`;

/** Flags of commands that go on from where the last run was. */
export const scanFlags = { ...threadsFlag, checkpoint: { type: "string" } } as const satisfies Flags;

export const scanHelp = `${threadsHelp}  --checkpoint FILE      go on from this file if it is there, and leave in it what was gathered of the logs
`;

/** Flags of commands that DuckDB can answer. */
export const engineFlags = {
  engine: { type: "string" },
  "memory-limit": { type: "string" },
  spill: { type: "string" },
} as const satisfies Flags;

export const engineHelp = `  --engine duckdb        answer by DuckDB, for logs whose conversations do not fit in memory; a LOG may be a folder or
                         a quoted glob then
  --memory-limit SIZE    how much memory DuckDB may take, e.g. 512MB (default: most of the machine's)
  --spill DIR            where DuckDB puts what has no room there (default: the system's temporary folder)
`;

/** How an engine is to answer. */
export interface EngineFlags {
  readonly memoryLimit: string | undefined;
  readonly spill: string | undefined;
}

/** The engine that was asked for, if one was. */
export function engineOf(values: FlagValues): EngineFlags | undefined {
  const engine = textOf(values, "engine");
  const [memoryLimit, spill] = [textOf(values, "memory-limit"), textOf(values, "spill")];
  if (engine === undefined) {
    const flag = memoryLimit !== undefined ? "memory-limit" : spill !== undefined ? "spill" : undefined;
    if (flag !== undefined) throw new WrongUsage(`--${flag} is for --engine duckdb.`);
    return undefined;
  }
  oneOf("engine", engine, ["duckdb"]);
  if (memoryLimit !== undefined && byteSize(memoryLimit) === undefined) {
    throw new WrongUsage(`--memory-limit is a size such as 512MB or 4GiB, not ${JSON.stringify(memoryLimit)}.`);
  }
  if (spill === "") throw new WrongUsage("--spill is the name of a folder.");
  return { memoryLimit, spill };
}

/** The number of threads, if one was given. */
export function threadsOf(values: FlagValues): number | undefined {
  const threads = textOf(values, "threads");
  if (threads === undefined) return undefined;
  if (/^[1-9]\d?$/.test(threads)) return Number(threads);
  throw new WrongUsage(`--threads is a number from 1 to 99, not ${JSON.stringify(threads)}.`);
}

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

/** Flags of the quota. */
export const quotaFlags = {
  period: { type: "string" },
  mode: { type: "string" },
  thresholds: { type: "string" },
  catalogue: { type: "string" },
} as const satisfies Flags;

/** The zone in which times are shown. */
export const timeZoneFlag = { tz: { type: "string" } } as const satisfies Flags;

/** Flags of statistics. */
export const statisticsFlags = {
  by: { type: "string" },
  ...timeZoneFlag,
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

export const rulesHelp = `  --option NAME=VALUE    change a rule: botInputIsInteraction, handoffIsContact, requireClose, inactivityTimeout
  --rules FILE           judge by another rule set, as JSON
`;

export const judgingHelp = `  --as-of T              judge as of this instant (default: the last one in the log)
${rulesHelp}`;

export const quotaHelp = `  --period KIND          calendar-month (default) or anniversary: months from the day of the subscription
  --mode MODE            hard (default) or soft: conversations past the limit are allowed
  --thresholds LIST      percentages of the limit to warn at (default 75,90,100)
  --catalogue FILE       other plans, as JSON
`;

export const logHelp = `  --strict               stop at the first bad line
  --no-text              keep visitors' words out of messages
`;

/** The value of a flag that takes one. */
export function textOf(values: FlagValues, flag: string): string | undefined {
  const value = values[flag];
  return typeof value === "string" ? value : undefined;
}

/** The values of a flag that may be given several times. */
export function listOf(values: FlagValues, flag: string): readonly string[] {
  const given = values[flag];
  return Array.isArray(given) ? given.map(String) : [];
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
export function oneOf<V extends string>(flag: string, value: string, allowed: readonly V[]): V {
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
    ...(rules === undefined ? {} : { ruleSet: await readAs(parseRuleSet, rules) }),
  };
  const asOf = textOf(values, "as-of");
  if (asOf !== undefined) toEpochMs(asOf, "--as-of");
  // An empty log has no last instant, and nothing to judge.
  const judging: OnceRead<JudgingOptions> = (lastAt) => ({ ...given, asOf: asOf ?? lastAt ?? 0 });
  toJudge(judging(null));
  return judging;
}

/** The options of statistics. What is wrong with them is found now, before a long log is read. */
export function statisticsOptionsOf(
  values: FlagValues,
  judging: OnceRead<JudgingOptions>,
): OnceRead<StatisticsOptions> {
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

/** The options of a quota. What is wrong with them is found now, before a long log is read. */
export async function quotaOptionsOf(
  values: FlagValues,
  judging: OnceRead<JudgingOptions>,
): Promise<OnceRead<QuotaOptions>> {
  const catalogue = textOf(values, "catalogue");
  const thresholds = textOf(values, "thresholds");
  const given = {
    period: oneOf("period", textOf(values, "period") ?? "calendar-month", PERIOD_KINDS),
    mode: oneOf("mode", textOf(values, "mode") ?? "hard", QUOTA_MODES),
    thresholds: thresholds === undefined ? undefined : percentages(thresholds),
    catalogue: catalogue === undefined ? undefined : await readAs(parseCatalogue, catalogue),
    accountId: textOf(values, "account"),
  };
  const options: OnceRead<QuotaOptions> = (lastAt) => {
    const { asOf = 0, ruleSet, ruleOptions } = judging(lastAt);
    return { ...given, asOf, ruleSet, ruleOptions };
  };
  toQuotaQuestion(options(null));
  return options;
}

function percentages(list: string): readonly number[] {
  if (/^[1-9]\d{0,3}(,[1-9]\d{0,3})*$/.test(list)) return list.split(",").map(Number);
  throw new WrongUsage(`--thresholds is a list of whole percentages such as 75,90,100, not ${JSON.stringify(list)}.`);
}

/** The zone in which tables are to show times, if one was named. */
export function timeZoneOfTables(values: FlagValues): string | undefined {
  const name = textOf(values, "tz");
  return name === undefined ? undefined : timeZoneOf(name).name;
}

function ruleOptionsOf(values: FlagValues): RuleOptions {
  return Object.fromEntries(listOf(values, "option").map(ruleOptionOf));
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

/** What a JSON file holds, as something that reads it; what is wrong with it is said with the file's name. */
async function readAs<Value>(parse: (input: unknown) => Value, file: string): Promise<Value> {
  const json = await readJson(file);
  try {
    return parse(json);
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
