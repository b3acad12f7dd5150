import type { ParseArgsConfig } from "node:util";
import type { Io } from "./io.ts";

/** What happened: 0 done, 1 the log has errors. Wrong usage is thrown and becomes 2. */
export type ExitCode = 0 | 1;

/** The flags of a command, as `node:util` parses them. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/** The values of parsed flags. */
export type FlagValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** What a command was called with. */
export interface Call {
  readonly values: FlagValues;
  readonly positionals: readonly string[];
  readonly io: Io;
  /** Aborted when the user presses Ctrl-C, just before the process ends. */
  readonly signal: AbortSignal;
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** The line in the list of commands. */
  readonly summary: string;
  readonly help: string;
  readonly flags: Flags;
  run(call: Call): Promise<ExitCode>;
}
