/** Why an event or a line of a log was refused. */
export type EventErrorCode =
  | "not-an-object"
  | "unknown-type"
  | "missing-field"
  | "invalid-field"
  /** A time zone that this runtime does not know. */
  | "unknown-time-zone"
  | "invalid-json"
  /** A record of a CSV file that is not written as one, or has more or fewer cells than the header. */
  | "invalid-csv"
  | "invalid-utf8";

/** Where a refused event stood. */
export interface EventPlace {
  /** The file as the caller named it; `-` is standard input. */
  readonly file?: string | undefined;
  /** The line in that file, from 1. */
  readonly line?: number | undefined;
}

/** The parts of an {@link EventError}; its message is made of them. */
export interface EventFault extends EventPlace {
  readonly code: EventErrorCode;
  /** The field, dotted; empty for the event as a whole. */
  readonly path: string;
  /** What would have been right, in words. */
  readonly expected: string;
  /** What came, in words, shortened. */
  readonly received: string;
  readonly eventId?: string | undefined;
}

/**
 * A refused event: which field, what was expected, what came, and where.
 *
 * `code` is stable and meant for programs, `message` is meant for people. `file` and `line` are there when the event
 * came from a log, `eventId` when the event had a readable one.
 */
export class EventError extends Error implements EventFault {
  override readonly name = "EventError";
  readonly code: EventErrorCode;
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  // Declared only: a field that is not known is not there at all, rather than there as undefined.
  declare readonly eventId?: string;
  declare readonly file?: string;
  declare readonly line?: number;

  constructor(fault: EventFault) {
    super(messageOf(fault));
    this.code = fault.code;
    this.path = fault.path;
    this.expected = fault.expected;
    this.received = fault.received;
    if (fault.eventId !== undefined) this.eventId = fault.eventId;
    if (fault.file !== undefined) this.file = fault.file;
    if (fault.line !== undefined) this.line = fault.line;
  }

  /** The same fault at a place in a log. */
  at(place: EventPlace): EventError {
    return new EventError({ ...this.#fault(), ...place });
  }

  /** The same fault without the value that came, which may hold a visitor's words. */
  withoutReceived(): EventError {
    return new EventError({ ...this.#fault(), received: "a value that is not shown" });
  }

  #fault(): EventFault {
    const { code, path, expected, received, eventId, file, line } = this;
    return { code, path, expected, received, eventId, file, line };
  }
}

/** Whether a caught value is an {@link EventError}, of this or another copy of the package. */
export function isEventError(value: unknown): value is EventError {
  return value instanceof Error && value.name === "EventError" && "code" in value;
}

function messageOf({ path, expected, received, eventId, file, line }: EventFault): string {
  const place = file === undefined ? "" : line === undefined ? `${file}: ` : `${file}:${line}: `;
  const field = path === "" ? "" : `${path}: `;
  const event = eventId === undefined ? "" : ` (event ${describeValue(eventId)})`;
  return `${place}${field}expected ${expected}, got ${received}${event}.`;
}

const LONGEST_SHOWN = 60;

/** A value in words, short enough for a message: a string quoted and cut, a collection by its kind. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return `${typeof value === "number" ? "the number" : typeof value} ${String(value)}`;
}

function quote(text: string): string {
  const shown = Array.from(text.slice(0, 2 * LONGEST_SHOWN))
    .slice(0, LONGEST_SHOWN)
    .join("");
  return shown.length < text.length ? `${JSON.stringify(shown)} … (${text.length} characters)` : JSON.stringify(text);
}
