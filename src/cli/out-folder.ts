import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../replay/system-error.ts";
import { inBlocks } from "./io.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** What goes to each file of a folder; a file that there is nothing for is not left there, not even an earlier one. */
export type Contents<File extends string> = Readonly<Record<File, Text | undefined>>;

/** Text in pieces; those that are waited for come in large blocks. */
type Text = Iterable<string> | AsyncIterable<string>;

/** A folder that results go to: either all of its files are written, or none. */
export interface OutFolder<File extends string> {
  write(contents: Contents<File>, signal: AbortSignal): Promise<void>;
}

/** Opens a folder for results, and refuses early if that would overwrite one of them. */
export async function openFolder<File extends string>(
  path: string,
  files: readonly File[],
  force: boolean,
): Promise<OutFolder<File>> {
  const present = await listOf(path);
  const taken = files.filter((file) => present.includes(file));
  if (taken.length > 0 && !force) {
    throw new WrongUsage(`${path} has ${taken.join(", ")} already; --force overwrites.`);
  }
  return {
    async write(contents, signal) {
      try {
        await mkdir(path, { recursive: true });
        await writeWhole(path, files, contents, signal);
      } catch (error) {
        throw notWritable(path, error);
      }
    },
  };
}

/** Writes the files aside, and moves them to their places when all are whole. */
async function writeWhole<File extends string>(
  path: string,
  files: readonly File[],
  contents: Contents<File>,
  signal: AbortSignal,
): Promise<void> {
  // Made at one stroke, and emptied at one: there is no moment at which an interruption would leave it behind, or half moved.
  const aside = mkdtempSync(join(path, ".chatledger-"));
  const discard = () => rmSync(aside, { recursive: true, force: true });
  signal.addEventListener("abort", discard);
  try {
    const written: File[] = [];
    for (const file of files) {
      const content = contents[file];
      if (content === undefined) continue;
      await writeFile(join(aside, file), Symbol.asyncIterator in content ? content : inBlocks(content));
      written.push(file);
    }
    for (const file of files) {
      if (written.includes(file)) renameSync(join(aside, file), join(path, file));
      else rmSync(join(path, file), { force: true });
    }
  } finally {
    discard();
    signal.removeEventListener("abort", discard);
  }
}

async function listOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return [];
    throw notWritable(path, error);
  }
}

function notWritable(path: string, error: unknown): unknown {
  return isSystemError(error) ? new WrongUsage(`${path}: cannot be written to (${error.message}).`) : error;
}
