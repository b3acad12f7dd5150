/** The bytes of one id, as the tables of ids take them. */
export class IdScratch {
  readonly #bytes = Buffer.alloc(1 << 10);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);

  with<Result>(id: string, take: (view: DataView, to: number) => Result): Result {
    return take(this.#view, this.#bytes.write(id));
  }
}
