import { once } from "node:events";
import { createWriteStream, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../replay/reason-of.ts";
import { print } from "./io.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** A folder that results go to: either all of its files are written, or none. */
export interface OutFolder<File extends string> {
  write(files: Readonly<Record<File, Iterable<string>>>, signal: AbortSignal): Promise<void>;
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
      await mkdir(path, { recursive: true });
      const half = await mkdtemp(join(path, ".chatledger-"));
      const discard = () => rmSync(half, { recursive: true, force: true });
      signal.addEventListener("abort", discard);
      try {
        for (const file of files) await writeFile(join(half, file), contents[file]);
        for (const file of files) await rename(join(half, file), join(path, file));
      } finally {
        discard();
        signal.removeEventListener("abort", discard);
      }
    },
  };
}

async function listOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new WrongUsage(`${path}: cannot be written to (${reasonOf(error)}).`);
  }
}

async function writeFile(path: string, pieces: Iterable<string>): Promise<void> {
  const stream = createWriteStream(path);
  await print(stream, pieces);
  stream.end();
  await once(stream, "close");
}
