import { formatInstant, type InstantInput, toEpochMs } from "../domain/instant.ts";
import { UsageError } from "../domain/usage-error.ts";

/** What can be chosen about the events of a story. */
export interface StoryOptions {
  /** Default `acme`. */
  readonly accountId?: string | undefined;
  /** When the first event happens. */
  readonly startAt?: InstantInput | undefined;
  /** How long after each event the next one happens: a whole number of milliseconds from 0. Default 10 seconds. */
  readonly stepMs?: number | undefined;
  /** The id of the nth event, from 1. */
  readonly eventIds?: ((n: number) => string) | undefined;
}

/** Where a story has got to: what its next event will be stamped with. */
export interface Course {
  readonly at: number;
  readonly stepMs: number;
  readonly count: number;
  readonly idOf: (n: number) => string;
}

/** The course of a story that has not begun. */
export function courseOf(
  { startAt, stepMs = 10_000, eventIds }: StoryOptions,
  usual: { readonly startAt: string; readonly idOf: (n: number) => string },
): Course {
  checkDuration(stepMs, "stepMs");
  return { at: toEpochMs(startAt ?? usual.startAt, "startAt"), stepMs, count: 0, idOf: eventIds ?? usual.idOf };
}

/** What the next event carries unless it is told otherwise. */
export function stampOf({ at, count, idOf }: Course): { readonly id: string; readonly occurredAt: string } {
  return { id: idOf(count + 1), occurredAt: formatInstant(at) };
}

/** The course after an event. */
export function afterEvent(course: Course, { occurredAt }: { readonly occurredAt: string }): Course {
  return { ...course, at: toEpochMs(occurredAt, "occurredAt") + course.stepMs, count: course.count + 1 };
}

/** The course with its next event later than usual. */
export function later(course: Course, ms: number): Course {
  checkDuration(ms, "waits");
  return { ...course, at: course.at + ms };
}

/** The course with its next event at an instant. */
export function movedTo(course: Course, instant: InstantInput): Course {
  return { ...course, at: toEpochMs(instant, "at") };
}

function checkDuration(ms: number, name: string): void {
  if (Number.isSafeInteger(ms) && ms >= 0) return;
  throw new UsageError("invalid-option", `${name}: expected a whole number of milliseconds from 0, got ${String(ms)}.`);
}
