import type { EventError, EventErrorCode } from "../domain/event-error.ts";
import type { Recognition } from "./identities.ts";

/** What can be odd about a log, besides the faults of single events. */
export type AnomalyKind =
  | EventErrorCode
  /** The same event came again. Harmless: it is taken once. */
  | "duplicate"
  /** The same id came again with other content: a fault of the source. Both are taken as events. */
  | "conflicting-duplicate"
  /** A compressed file that ends too early or is damaged. What could be read is counted. */
  | "broken-archive";

/** Something odd in a log, and where. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** An `error` makes the log faulty (exit code 1); a `note` does not. */
  readonly severity: "error" | "note";
  /** The file as the caller named it; `-` is standard input. */
  readonly file: string;
  /** From 1; not there when the file as a whole is meant. */
  readonly line?: number;
  readonly eventId?: string;
  /** One sentence for people, without the place. */
  readonly message: string;
}

const notes: ReadonlySet<AnomalyKind> = new Set<AnomalyKind>(["duplicate", "unknown-type"]);

/** How bad an anomaly is. In strict mode an unknown type is an error too. */
function severityOf(kind: AnomalyKind, strict: boolean): "error" | "note" {
  return notes.has(kind) && !(strict && kind === "unknown-type") ? "note" : "error";
}

/** What is odd at a place; `line` is not there when the file as a whole is meant. */
function anomalyOf(
  kind: AnomalyKind,
  file: string,
  line: number | undefined,
  eventId: string | undefined,
  message: string,
  strict = false,
): Anomaly {
  return {
    kind,
    severity: severityOf(kind, strict),
    file,
    ...(line === undefined ? {} : { line }),
    ...(eventId === undefined ? {} : { eventId }),
    message,
  };
}

/** What is odd about a line that is refused. */
export function refusal(
  error: EventError,
  file: string,
  line: number,
  {
    strict = false,
    hideText = false,
  }: { readonly strict?: boolean | undefined; readonly hideText?: boolean | undefined },
): Anomaly {
  const { code, eventId, message } = hideText ? error.withoutReceived() : error;
  return anomalyOf(code, file, line, eventId, message, strict);
}

/** What is odd about an event whose id came before. */
export function repetition({ is, first }: Recognition, file: string, line: number, eventId: string): Anomaly {
  const [id, place] = [JSON.stringify(eventId), placeOf(first)];
  const message =
    is === "duplicate"
      ? `The event ${id} came before, at ${place}; it is taken once.`
      : `The id ${id} belongs to another event at ${place}; both are taken. Mend the source.`;
  return anomalyOf(is, file, line, eventId, message);
}

/** What is odd about a compressed file that could not be read to its end. */
export function brokenArchive(file: string, { message }: Error): Anomaly {
  return anomalyOf("broken-archive", file, undefined, undefined, `The compressed file is damaged: ${message}.`);
}

/** `file:line`, or the file alone. */
export function placeOf({ file, line }: Pick<Anomaly, "file" | "line">): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** A log that was to be read strictly and has an error: the first one, with its place. Its `code` is the anomaly's kind. */
export class LogError extends Error {
  override readonly name = "LogError";
  readonly code: AnomalyKind;
  readonly anomaly: Anomaly;

  constructor(anomaly: Anomaly) {
    super(`${placeOf(anomaly)}: ${anomaly.message}`);
    this.code = anomaly.kind;
    this.anomaly = anomaly;
  }
}

/** Whether a caught value is a {@link LogError}, of this or another copy of the package. */
export function isLogError(value: unknown): value is LogError {
  return value instanceof Error && value.name === "LogError" && "anomaly" in value;
}
