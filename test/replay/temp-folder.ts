import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder for the files of one test file, removed when its tests are done. */
export interface TempFolder {
  readonly path: string;
  /** Where a file of that name is, or would be. */
  at(name: string): string;
  /** Writes a file and gives its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Makes a named pipe, from which this can be read once, and gives its path. */
  pipe(name: string, content: string): string;
  /** Makes a folder and gives its path. */
  folder(name: string): string;
}

export function tempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), "chatledger-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const at = (name: string) => join(path, name);
  return {
    path,
    at,
    write(name, content) {
      writeFileSync(at(name), content);
      return at(name);
    },
    pipe(name, content) {
      execFileSync("mkfifo", [at(name)]);
      execFile("sh", ["-c", 'cat > "$1"', "sh", at(name)]).stdin?.end(content);
      return at(name);
    },
    folder(name) {
      mkdirSync(at(name));
      return at(name);
    },
  };
}

/** Events, or anything else, one a line. */
export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
