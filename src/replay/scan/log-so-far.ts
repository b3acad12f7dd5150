import type { Anomaly } from "../anomaly.ts";
import type { ScanResult, Sighted } from "./log-scan.ts";

/** How far a log has been scanned: bytes and lines, and what was odd in them. */
export interface LogPlace {
  readonly name: string;
  readonly position: number;
  readonly lines: number;
  /** Their lines are numbered through all parts. */
  readonly anomalies: readonly Anomaly[];
}

/** The place of a log of which nothing has been scanned. */
export function beginningOf(name: string): LogPlace {
  return { name, position: 0, lines: 0, anomalies: [] };
}

/** A log while its parts are scanned, one after the other. */
export class LogSoFar implements LogPlace {
  readonly name: string;
  readonly #anomalies: Anomaly[];
  readonly #sightings: Sighted[] = [];
  #position: number;
  #lines: number;

  constructor({ name, position, lines, anomalies }: LogPlace) {
    this.name = name;
    this.#position = position;
    this.#lines = lines;
    this.#anomalies = [...anomalies];
  }

  get position(): number {
    return this.#position;
  }

  get lines(): number {
    return this.#lines;
  }

  get anomalies(): readonly Anomaly[] {
    return this.#anomalies;
  }

  /** The events that were pointed out, their lines numbered through all parts too. */
  get sightings(): readonly Sighted[] {
    return this.#sightings;
  }

  /** Takes what the next part came to, which ends at this position. */
  take({ anomalies, sightings, nextLine }: ScanResult, position: number): void {
    for (const anomaly of anomalies) {
      this.#anomalies.push(anomaly.line === undefined ? anomaly : { ...anomaly, line: anomaly.line + this.#lines });
    }
    for (const sighted of sightings) this.#sightings.push({ ...sighted, line: sighted.line + this.#lines });
    this.#lines += nextLine - 1;
    this.#position = position;
  }
}
