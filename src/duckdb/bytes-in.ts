import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The bytes of all files in a folder, one after the other. */
export async function bytesIn(folder: string): Promise<Buffer> {
  const files = (await readdir(folder)).sort();
  const [first = Buffer.alloc(0), ...others] = await Promise.all(files.map((file) => readFile(join(folder, file))));
  // To join one copies it.
  return others.length === 0 ? first : Buffer.concat([first, ...others]);
}
