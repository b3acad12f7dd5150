import { describeValue } from "../../domain/event-error.ts";

/** What was thrown, in a line. */
export function describeThrown(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error);
}
