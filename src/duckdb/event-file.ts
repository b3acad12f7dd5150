import { closeSync, openSync, writeSync } from "node:fs";
import type { LedgerEvent } from "../domain/event.ts";
import { toContent } from "../domain/event-content.ts";
import { formatInstant } from "../domain/instant.ts";

/** So much is written at once. */
const BLOCK = 1 << 20;

/** A file of NDJSON while it is written for the engine. */
export class EventFile {
  readonly #descriptor: number;
  #waiting: Buffer[] = [];
  #size = 0;
  #written = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "wx");
  }

  /** Writes an event without what is not judged of it. */
  writeEvent(event: LedgerEvent): void {
    const { at, ...content } = toContent(event);
    const { accountId } = event;
    this.writeObject({ accountId, occurredAt: formatInstant(at), ...content });
  }

  writeObject(value: object): void {
    this.#take(Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** Writes whole lines as they are. */
  writeLines(lines: Uint8Array): void {
    this.#take(Buffer.from(lines));
  }

  /** Ends the file, and says whether anything is in it. */
  end(): boolean {
    this.#flush();
    return this.#written > 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #take(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= BLOCK) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    for (let from = 0; from < bytes.length; ) from += writeSync(this.#descriptor, bytes, from);
    this.#written += bytes.length;
  }
}
