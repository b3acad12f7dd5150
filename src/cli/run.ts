import { parseArgs } from "node:util";
import { isUsageError } from "../domain/usage-error.ts";
import { isEngineError } from "../duckdb/engine-error.ts";
import { isImportError } from "../importers/smartsupp/import-error.ts";
import { isLogError } from "../replay/anomaly.ts";
import { isCheckpointError } from "../replay/checkpoint/checkpoint-error.ts";
import { reasonOf } from "../replay/reason-of.ts";
import { isSourceError } from "../replay/source-error.ts";
import { isSystemError } from "../replay/system-error.ts";
import type { Command } from "./command.ts";
import { checkCommand } from "./commands/check.ts";
import { classifyCommand } from "./commands/classify.ts";
import { explainCommand } from "./commands/explain.ts";
import { importCommand } from "./commands/import.ts";
import { packCommand } from "./commands/pack.ts";
import { quotaCommand } from "./commands/quota.ts";
import { replayCommand } from "./commands/replay.ts";
import { rowsCommand } from "./commands/rows.ts";
import { sqlCommand } from "./commands/sql.ts";
import { statsCommand } from "./commands/stats.ts";
import { didYouMean } from "./did-you-mean.ts";
import { helpFlags } from "./flags.ts";
import { type Io, print, processIo, say } from "./io.ts";
import { packageVersion } from "./version.ts";
import { WrongUsage } from "./wrong-usage.ts";

export { isAllWritten } from "./io.ts";

const commands: readonly Command[] = [
  replayCommand,
  classifyCommand,
  statsCommand,
  quotaCommand,
  explainCommand,
  checkCommand,
  packCommand,
  importCommand,
  rowsCommand,
  sqlCommand,
];

const DONE = 0;
const LOG_HAS_ERRORS = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;

/** Runs the command line and gives its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const io = processIo();
  const interruption = new AbortController();
  process.once("SIGINT", () => {
    interruption.abort();
    process.exit(INTERRUPTED);
  });
  // Whoever waits for what is written hears of its errors too.
  process.stdout.on("error", () => {});
  try {
    return await dispatch(args, io, interruption.signal);
  } catch (error) {
    return failed(error, io);
  }
}

async function dispatch([name, ...args]: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  if (name === "--version" || name === "-v") return show(io, `${packageVersion}\n`);
  if (name === undefined || name === "--help" || name === "-h") return show(io, overview());
  if (name === "help") return show(io, args[0] === undefined ? overview() : commandNamed(args[0]).help);
  const command = commandNamed(name);
  const { values, positionals } = parse(command, args);
  if (values["help"] === true) return show(io, command.help);
  return command.run({ values, positionals, io, signal });
}

function commandNamed(name: string): Command {
  const command = commands.find((item) => item.name === name);
  if (command !== undefined) return command;
  const names = commands.map((item) => item.name);
  throw new WrongUsage(
    `There is no command ${JSON.stringify(name)}; there are ${names.join(", ")}.${didYouMean(name, names)}`,
  );
}

function parse({ name, flags }: Command, args: string[]) {
  const options = { ...flags, ...helpFlags };
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const [problem = ""] = reasonOf(error).split(/\.\s/);
    const [, unknown] = /^Unknown option '(--[^']+)'/.exec(problem) ?? [];
    const meant =
      unknown === undefined
        ? ""
        : didYouMean(
            unknown,
            Object.keys(options).map((flag) => `--${flag}`),
          );
    throw new WrongUsage(`${problem}.${meant} See chatledger ${name} --help.`);
  }
}

async function show(io: Io, text: string): Promise<number> {
  await print(io.stdout, [text]);
  return DONE;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n");
  return `chatledger: what a log of web-site chats says, and why.

Usage: chatledger COMMAND [FLAGS] LOG...

${list}

A LOG is NDJSON, one event a line, plain or gzip; CSV, or Parquet, as pack makes it. - is standard input.
chatledger help COMMAND tells a command's flags. Exit codes: 0 done, 1 the log has errors, 2 wrong usage.
`;
}

function failed(error: unknown, io: Io): number {
  // A reader that has seen enough, such as `head`, closes the pipe: that is no error.
  if (isSystemError(error) && error.code === "EPIPE") return DONE;
  if (isLogError(error)) {
    say(io, error.message);
    return LOG_HAS_ERRORS;
  }
  const isExpected =
    error instanceof WrongUsage ||
    isUsageError(error) ||
    isOfFile(error) ||
    isEngineError(error) ||
    isSystemError(error);
  if (!isExpected) throw error;
  say(io, error.message);
  return WRONG_USAGE;
}

function isOfFile(error: unknown): error is Error {
  return isSourceError(error) || isImportError(error) || isCheckpointError(error);
}
