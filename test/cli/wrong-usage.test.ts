import { describe, expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { importCommand } from "../../src/cli/commands/import.ts";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { tempFolder } from "../replay/temp-folder.ts";
import { chatledger } from "./chatledger.ts";
import { refusalOf } from "./in-process.ts";

const folder = tempFolder();
const noRules = folder.write("rules.json", '{"id":"mine"}');
const noJson = folder.write("rules.txt", "rules");
const badPlans = folder.write("plans.json", '{"small":{"rank":1,"included":3,"cap":2}}');
const missing = folder.at("missing");
const directory = folder.folder("directory");

const INSTANT = "expected an RFC 3339 date-time with Z or an offset, such as 2024-05-01T10:00:00.000Z, got";

const EDGE = INSTANT.replace("an RFC", "a local date such as 2024-05-01, or an RFC");

const NOW = "2024-05-31T12:00:00Z";

/** Calls of the bin, and the one line that says why not. The log `-` is an input that never ends. */
const CALLS: readonly (readonly [string, string | RegExp])[] = [
  [
    "nope",
    'There is no command "nope"; there are replay, classify, stats, quota, explain, check, pack, import, rows, sql.',
  ],
  ["--nope", /^There is no command "--nope"; /],
  ["stast -", /^There is no command "stast"; there are .*, sql\. Did you mean stats\?$/],
  ["help stast", /^There is no command "stast"; .* Did you mean stats\?$/],
  ["check", "Name a log to read, or - for standard input."],
  ["check - --nope", "Unknown option '--nope'. See chatledger check --help."],
  ["check - --acount a", "Unknown option '--acount'. See chatledger check --help."],
  ["stats - --acount a", "Unknown option '--acount'. Did you mean --account? See chatledger stats --help."],
  ["stats - -z", "Unknown option '-z'. See chatledger stats --help."],
  ["check - --format", "Option '--format <value>' argument missing. See chatledger check --help."],
  ["check - --format --json", "Option '--format' argument is ambiguous. See chatledger check --help."],
  ["check - --json=yes", "Option '--json' does not take an argument. See chatledger check --help."],
  ["stats - --tz Mars/Base", '"Mars/Base" is no time zone; give an IANA name such as Europe/Prague.'],
  [
    "stats - --from 2024-05-01T12:00:00Z",
    /^from: 2024-05-01T12:00:00Z would cut a bucket in UTC; the nearest edges are /,
  ],
  ["classify - --option requireClose", '--option is name=value with true, false, a number or off, not "requireClose".'],
  [`classify - --rules ${noRules}`, new RegExp(`^${noRules}: `)],
  ["quota -", "Say as of when: --as-of 2024-05-31T12:00:00Z."],
  [`quota - --as-of 2024-05-31T12:00:00Z --catalogue ${badPlans}`, `${badPlans}: small: includes more than its cap.`],
  ["pack -", "Say where to: --out FILE."],
  ["pack - --out -", "Say where to: --out FILE."],
  ["pack --out x", "Name a log to read, or - for standard input."],
  [`pack - --out ${noJson}`, `${noJson}: it is there already; --force overwrites.`],
  [`pack - --out ${directory}`, `${directory}: this is a directory; name a file in it.`],
  [`pack ${noJson} --out ${noJson} --force`, `${noJson}: it is one of the logs that are to be packed into it.`],
  ["explain -", "Say which: --conversation ID."],
  [`check - ${missing}`, `${missing}: there is no such file.`],
  [`replay - --out ${noJson}`, new RegExp(`^${noJson}: cannot be written to \\(`)],
  [`import smartsupp ${directory}`, `${directory}: this is a directory; name the files in it.`],
];

test.concurrent.each(CALLS)("%s ends with 2 and one line, before the log is read", async (call, why) => {
  const { code, stdout, stderr } = await chatledger(call.split(" "), { input: null });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  const [line = "", ...more] = stderr.split("\n");
  expect(more).toEqual([""]);
  expect(line.slice(0, "chatledger: ".length)).toBe("chatledger: ");
  const said = line.slice("chatledger: ".length);
  if (typeof why === "string") expect(said).toBe(why);
  else expect(said).toMatch(why);
});

/** Flags of a command, and why not. The log does not exist, which is not what is said. */
describe.each([
  [checkCommand, "--format csv", '--format is one of table, json, not "csv".'],
  [classifyCommand, "--format table", '--format is one of ndjson, json, not "table".'],
  [replayCommand, "--format ndjson", '--format is one of table, json, not "ndjson".'],
  [explainCommand, "--format csv --conversation c", '--format is one of table, json, not "csv".'],
  [statsCommand, "--format xml", '--format is one of table, json, ndjson, csv, not "xml".'],
  [statsCommand, "--by fortnight", '--by is one of hour, day, week, month, year, not "fortnight".'],
  [statsCommand, "--by constructor", '--by is one of hour, day, week, month, year, not "constructor".'],
  [statsCommand, "--cohort closed", '--cohort is one of triggered, decided, not "closed".'],
  [statsCommand, "--unit chats", '--unit is one of conversations, visitors, not "chats".'],
  [replayCommand, "--tz=", '"" is no time zone; give an IANA name such as Europe/Prague.'],
  [statsCommand, "--from yesterday", `from: ${EDGE} "yesterday".`],
  [statsCommand, "--to 2024-02-30", `to: ${EDGE} "2024-02-30".`],
  [replayCommand, "--from 2024-05-01 --by month --to 2024-05-02", /^to: 2024-05-02 would cut a bucket in UTC; /],
  [statsCommand, "--from 2024-05-01T00:00:00Z --tz Asia/Tokyo", /^from: .* would cut a bucket in Asia\/Tokyo; /],
  [statsCommand, "--from 2024-05-02 --to 2024-05-01", "from: 2024-05-02 is after to, 2024-05-01."],
  [classifyCommand, "--as-of noon", `--as-of: ${INSTANT} "noon".`],
  [explainCommand, "--conversation c --as-of 2024-05-01", `--as-of: ${INSTANT} "2024-05-01".`],
  [classifyCommand, "--option =true", '--option is name=value with true, false, a number or off, not "=true".'],
  [classifyCommand, "--option requireClose=maybe", /not "requireClose=maybe"\.$/],
  [classifyCommand, "--option requireClose=1", "requireClose: expected true or false, got the number 1."],
  [classifyCommand, "--option inactivityTimeout=-1", /not "inactivityTimeout=-1"\.$/],
  [statsCommand, "--option inactivityTimeout=true", /^inactivityTimeout: expected whole milliseconds from 0, or null/],
  [classifyCommand, "--option __proto__=true", /^__proto__: the rule set smartsupp\/1 has no such option; it has /],
  [explainCommand, "--conversation c --option colour=true", /^colour: the rule set smartsupp\/1 has no such option/],
  [classifyCommand, `--rules ${missing}.json`, `${missing}.json: there is no such file.`],
  [classifyCommand, `--rules ${directory}`, `${directory}: this is a directory; name the files in it.`],
  [quotaCommand, "--as-of 2024-05-01", `--as-of: ${INSTANT} "2024-05-01".`],
  [quotaCommand, `--as-of ${NOW} --period lunar`, '--period is one of calendar-month, anniversary, not "lunar".'],
  [quotaCommand, `--as-of ${NOW} --mode firm`, '--mode is one of hard, soft, not "firm".'],
  [quotaCommand, `--as-of ${NOW} --thresholds 75,`, /^--thresholds is a list of whole percentages .* not "75,"\.$/],
  [quotaCommand, `--as-of ${NOW} --thresholds 0`, /not "0"\.$/],
  [
    quotaCommand,
    `--as-of ${NOW} --tz Mars/Base`,
    '"Mars/Base" is no time zone; give an IANA name such as Europe/Prague.',
  ],
  [quotaCommand, `--as-of ${NOW} --explain acme --history`, "Take --explain or --history, not both."],
  [quotaCommand, `--as-of ${NOW} --explain a --account b`, "--explain names one account and --account another."],
  [quotaCommand, `--as-of ${NOW} --format csv`, '--format is one of table, json, not "csv".'],
  [quotaCommand, `--as-of ${NOW} --catalogue ${noJson}`, `${noJson}: expected JSON.`],
  [quotaCommand, `--as-of ${NOW} --option colour=true`, /^colour: the rule set smartsupp\/1 has no such option/],
  [replayCommand, "--mode firm", '--mode is one of hard, soft, not "firm".'],
  [replayCommand, `--rules ${noJson}`, `${noJson}: expected JSON.`],
] as const)("$name %s", (command, flags, why) => {
  test("is refused before the log is opened", async () => {
    const { name, message } = await refusalOf(command, [missing, ...flags.split(" ")]);
    expect(["WrongUsage", "UsageError", "SourceError"]).toContain(name);
    if (typeof why === "string") expect(message).toBe(why);
    else expect(message).toMatch(why);
  });
});

test.each([
  [[], "Say whose exports: chatledger import smartsupp FILE..."],
  [["zendesk", "-"], "Say whose exports: chatledger import smartsupp FILE..."],
  [["smartsupp"], "Name a file to import, or - for standard input."],
  [["smartsupp", missing], `${missing}: there is no such file.`],
  [["smartsupp", noJson], `${noJson}:1: expected a JSON document, or one on each line.`],
])("import %j is refused", async (args, why) => {
  expect((await refusalOf(importCommand, args)).message).toBe(why);
});
