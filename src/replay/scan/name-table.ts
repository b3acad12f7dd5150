/** Names, found by their bytes. */
export class NameTable {
  readonly #names: readonly Buffer[];

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => Buffer.from(name));
  }

  /** The place of the name that is written in [from, to); -1 if it is none of them. */
  find(bytes: Uint8Array, from: number, to: number): number {
    return this.#names.findIndex((name) => name.length === to - from && isWritten(name, bytes, from));
  }
}

function isWritten(name: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false;
  return true;
}
