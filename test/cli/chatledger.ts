import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** How a run of the command line ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given besides its arguments. */
export interface Setting {
  /** Standard input; left open, with nothing in it, if it is `null`. */
  readonly input?: string | Uint8Array | null;
  readonly env?: Readonly<Record<string, string>>;
  /** Another copy of the command line. */
  readonly bin?: string;
}

/** Starts the built command line, with pipes and no terminal. */
export function start(
  args: readonly string[],
  env: Setting["env"] = {},
  bin: string = BIN,
): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, ...env } });
  // It may end before it has read what it was given.
  child.stdin.on("error", () => {});
  return child;
}

/** Runs the built command line to its end. */
export async function chatledger(args: readonly string[], { input = "", env, bin }: Setting = {}): Promise<Ended> {
  const child = start(args, env, bin);
  if (input !== null) child.stdin.end(input);
  const ended = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  child.stdin.destroy();
  return { code, stdout, stderr };
}
