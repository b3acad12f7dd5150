import { isSystemError } from "./system-error.ts";

/** What a caught value says went wrong. What the system could not do, and with which file, says the one who asks. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isSystemError(error) ? error.message.replace(/, \w+(?: '.*')?$/s, "") : error.message;
}
