import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { vi } from "vitest";
import type { ClickhouseServer } from "./clickhouse-server.ts";

const FOLDER = resolve(".tmp/clickhouse-page");

/** Runs what docs/clickhouse.md shows, against these servers: what its last command prints, and what its program does. */
export async function runPage(servers: readonly ClickhouseServer[]): Promise<readonly [string, string]> {
  const page = readFileSync("docs/clickhouse.md", "utf8");
  mkdirSync(FOLDER, { recursive: true });
  const program = `exec "${process.execPath}" "${resolve("dist/cli/main.js")}" "$@"`;
  writeFileSync(`${FOLDER}/chatledger`, `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  const urls = servers.map(({ url }) => url);
  const env = { FIRST: urls[0] ?? "", SERVERS: urls.join(" "), PATH: [FOLDER, process.env["PATH"]].join(delimiter) };
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", blocks(page, "sh").join("\n")], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The commands of the page ended with ${status}: ${stderr}`);
  return [stdout, await printed(blocks(page, "ts no-run").join("\n"), env)];
}

/** What a block of TypeScript prints. */
async function printed(code: string, env: Readonly<Record<string, string>>): Promise<string> {
  const file = `${FOLDER}/program.ts`;
  writeFileSync(file, code);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const log = vi.spyOn(console, "log").mockReturnValue();
  try {
    await import(pathToFileURL(file).href);
    return log.mock.calls.join("\n");
  } finally {
    log.mockRestore();
    vi.unstubAllEnvs();
  }
}

function blocks(page: string, language: string): readonly string[] {
  return [...page.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code = ""]) =>
    name === language ? [code] : [],
  );
}
