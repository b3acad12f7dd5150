import { readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import type { Script } from "node:vm";
import { crc32 } from "node:zlib";

interface Kept {
  /** Opaque, and for one version of V8 alone. */
  readonly code: Buffer;
  /** The kinds of runs that had nothing to add to it. */
  readonly learnt: readonly string[];
}

const LINE_FEED = 10;
/** More than so much of what is kept must be new for it to be written again. */
const WORTH_WRITING = 0.01;
const MOST_KINDS = 100;
/** Others may read it. */
const MODE = 0o644;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * What V8 compiled of a script in earlier runs. It compiles a function when it is first called: so these are the functions that
 * those runs called, and a run of another kind adds its own.
 *
 * The file lies beside the script, and is taken only if nobody else may have written it than who may write the script, or runs it
 * now; where nobody may write, nothing is kept. It is no more than a shortcut: whatever is wrong with it, the script runs as if
 * there were none.
 */
export class CompiledCode {
  readonly #script: string;
  readonly #file: string;
  readonly #text: number;
  readonly #kept: Kept | undefined;

  /** @param text of the script: what was compiled of any other is not taken. */
  constructor(script: string, text: Buffer) {
    this.#script = script;
    this.#file = `${script}.${process.version}-${process.arch}`;
    this.#text = crc32(text);
    this.#kept = this.#read();
  }

  /** For `Script`, as its `cachedData`. */
  get code(): Buffer | undefined {
    return this.#kept?.code;
  }

  /**
   * Keeps what a run of some kind has compiled too, unless such runs are known to add nothing.
   *
   * @param isPlain whether V8 was started without flags. What was kept under other flags of V8 is not taken: then the runs
   * without any have their way, or each kind of run would write over the other's.
   */
  learn(script: Script, kind: string, isPlain: boolean): void {
    if (script.cachedDataRejected && !isPlain) return;
    const kept: Partial<Kept> | undefined = script.cachedDataRejected ? undefined : this.#kept;
    const { code, learnt = [] } = kept ?? {};
    if (learnt.includes(kind) || learnt.length === MOST_KINDS) return;
    this.#write(() => {
      const all = script.createCachedData();
      const isMore = code === undefined || all.length > code.length * (1 + WORTH_WRITING);
      return isMore ? { code: all, learnt } : { code, learnt: [...learnt, kind] };
    });
  }

  #read(): Kept | undefined {
    try {
      const bytes = this.#bytes();
      if (bytes === undefined) return undefined;
      const end = bytes.lastIndexOf(LINE_FEED);
      // It stands at the beginning, where V8 need not move it first.
      const code = bytes.subarray(0, end);
      const [checksums, ...learnt] = bytes.toString("latin1", end + 1).split("\t");
      return checksums === this.#checksums(code) ? { code, learnt } : undefined;
    } catch {
      return undefined;
    }
  }

  /** What stands in the file, if it is one that can be trusted as the script is. */
  #bytes(): Buffer | undefined {
    const [found, script] = [statSync(this.#file), statSync(this.#script)];
    const isOwn = found.uid === script.uid || found.uid === process.geteuid?.();
    const isSafe = isOwn && (found.mode & ~script.mode & WRITABLE_BY_OTHERS) === 0;
    // A pipe would be waited for without end.
    return found.isFile() && isSafe ? readFileSync(this.#file) : undefined;
  }

  /**
   * Whoever reads the file meanwhile finds the one or the other.
   *
   * @param make what to keep: takes a part of a short run, so it is not made where it cannot be written.
   */
  #write(make: () => Kept): void {
    const aside = `${this.#file}-${process.pid}`;
    try {
      writeFileSync(aside, "", { flag: "wx", mode: MODE });
      const { code, learnt } = make();
      const said = [this.#checksums(code), ...learnt].join("\t");
      writeFileSync(aside, Buffer.concat([code, Buffer.from(`\n${said}`)]));
      renameSync(aside, this.#file);
    } catch {
      remove(aside);
    }
  }

  #checksums(code: Buffer): string {
    return `${this.#text} ${crc32(code)}`;
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was not there, or must stay.
  }
}

/** Which parts of the program a run needs, as far as its words tell: its command, its flags, and what kinds of files it reads. */
export function kindOfRun([command = "", ...args]: readonly string[]): string {
  const words = args.flatMap((arg) => /^--[a-z-]+|\.(ndjson|json|csv|parquet|gz|zst)$/.exec(arg)?.[0] ?? []);
  return [/^[a-z]+$/.exec(command)?.[0] ?? "", ...new Set(words.sort())].join(" ");
}
