import { SourceError } from "../source-error.ts";

/**
 * A package that is only needed for some logs, and may not be installed.
 *
 * @throws SourceError `unsupported-format`, saying what to install.
 */
export async function needed<Package>(
  load: () => Promise<Package>,
  name: string,
  file: string,
  what: "reading" | "writing" = "reading",
): Promise<Package> {
  try {
    return await load();
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    throw new SourceError("unsupported-format", file, `${what} it needs a package more: npm install ${name}`);
  }
}

/** Whether an import failed since its package is not installed. */
export function isMissingPackage(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
