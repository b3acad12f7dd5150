import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { reasonOf } from "../replay/reason-of.ts";
import { SourceError } from "../replay/source-error.ts";

/**
 * Does some work with a folder of its own, which is gone when the work is done, has failed or was interrupted.
 *
 * @param parent where the folder is made; the system's folder for temporary files if it is not given.
 * @throws SourceError `not-writable`.
 */
export async function withSpillFolder<Result>(
  parent: string | undefined,
  signal: AbortSignal | undefined,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = makeFolder(parent ?? tmpdir());
  const discard = () => rmSync(folder, { recursive: true, force: true });
  signal?.addEventListener("abort", discard);
  try {
    return await work(folder);
  } finally {
    discard();
    signal?.removeEventListener("abort", discard);
  }
}

function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(resolve(parent), "chatledger-"));
  } catch (error) {
    throw new SourceError("not-writable", parent, `nothing can be spilled there (${reasonOf(error)}).`);
  }
}
