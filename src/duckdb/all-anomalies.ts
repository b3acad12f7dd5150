import { certain } from "../domain/certain.ts";
import { type Anomaly, repetition } from "../replay/anomaly.ts";
import type { LogEvents } from "./log-events.ts";
import type { ReadingOptions } from "./read-log.ts";
import type { RepeatedEvents } from "./repeated-events.ts";
import { repetitionsIn } from "./repetitions-in.ts";

/**
 * What was odd in logs, in the order of the files and lines, as a replay finds it: every event that came again, too. They may be as many
 * as there are events, so they come one by one.
 */
export async function* allAnomalies(
  events: LogEvents,
  repeated: RepeatedEvents,
  options: ReadingOptions,
): AsyncGenerator<Anomaly> {
  const { logs } = events;
  const refused = new Refused(logs.map(({ anomalies }) => anomalies));
  for await (const { file, line, id, is, first } of repetitionsIn(events, repeated, options)) {
    yield* refused.before(file, line);
    const nameOf = (place: number) => certain(logs[place]).name;
    yield repetition({ is, first: { file: nameOf(first.file), line: first.line } }, nameOf(file), line, id);
  }
  yield* refused.before(logs.length, 0);
}

/** What was odd about single lines and whole files, of each file in order; it comes once. */
class Refused {
  readonly #files: readonly (readonly Anomaly[])[];
  #file = 0;
  #place = 0;

  constructor(files: readonly (readonly Anomaly[])[]) {
    this.#files = files;
  }

  /** What comes before a line of a file. What is said of a file as a whole comes after its lines. */
  *before(file: number, line: number): Generator<Anomaly> {
    for (; this.#file <= file && this.#file < this.#files.length; this.#file++, this.#place = 0) {
      const anomalies = certain(this.#files[this.#file]);
      for (; this.#place < anomalies.length; this.#place++) {
        const anomaly = certain(anomalies[this.#place]);
        if (this.#file === file && (anomaly.line ?? Number.POSITIVE_INFINITY) > line) return;
        yield anomaly;
      }
      if (this.#file === file) return;
    }
  }
}
