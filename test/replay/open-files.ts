import { readdirSync, readlinkSync } from "node:fs";

/** Which of these files the process has open. On Linux alone it can be told. */
export function openFilesAmong(files: readonly string[]): readonly string[] {
  const open = new Set(readdirSync("/proc/self/fd").map((descriptor) => linkOf(`/proc/self/fd/${descriptor}`)));
  return files.filter((file) => open.has(file));
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // It was closed meanwhile.
    return undefined;
  }
}
