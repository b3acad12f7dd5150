import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { MOST_AT_ONCE } from "./file-bytes.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { reasonOf } from "./reason-of.ts";
import { SourceError } from "./source-error.ts";

/** A file that is written aside, and takes its place when it is whole. Throws SourceError `not-writable`. */
export class NewFile {
  readonly #path: string;
  readonly #place: string;
  readonly #aside: string;
  readonly #descriptor: number;
  #isOpen = true;
  #isKept = false;
  /** The bytes so far. */
  size = 0;

  /** @param path where the file will be; what stands there stays until then. A link stays a link, to the new file. */
  constructor(path: string) {
    this.#path = path;
    this.#place = behindLinks(path);
    // A name that nobody else has: neither another process nor a file of the user's.
    this.#aside = join(dirname(this.#place), `.chatledger-${nodeCrypto().randomUUID()}`);
    this.#descriptor = this.#try(() => openSync(this.#aside, "wx"));
  }

  readonly write = (bytes: Uint8Array): void => {
    // Its descriptor may be another file's by now.
    if (!this.#isOpen) throw new SourceError("not-writable", this.#path, "cannot be written any more.");
    for (let from = 0; from < bytes.length; ) {
      const length = Math.min(bytes.length - from, MOST_AT_ONCE);
      from += this.#try(() => writeSync(this.#descriptor, bytes, from, length));
    }
    this.size += bytes.length;
  };

  /** Puts the file in its place, once its bytes are on the disk. */
  keep(): void {
    this.#try(() => {
      fsyncSync(this.#descriptor);
      this.#close();
      renameSync(this.#aside, this.#place);
      this.#isKept = true;
    });
  }

  /** Leaves nothing behind, or the file that was kept. */
  readonly discard = (): void => {
    this.#close();
    if (!this.#isKept) rmSync(this.#aside, { force: true });
  };

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #try<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw new SourceError("not-writable", this.#path, `cannot be written (${reasonOf(error)}).`);
    }
  }
}

/** Where a file lies, if there is one. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
