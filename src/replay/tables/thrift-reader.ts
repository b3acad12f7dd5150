// Types of values, as Thrift's compact protocol numbers them.
const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
export const I32 = 5;
export const I64 = 6;
const DOUBLE = 7;
export const BINARY = 8;
export const LIST = 9;
export const STRUCT = 12;

/** A list of so many or more says so after its first byte. */
const MANY = 15;
const SIZE_OF_DOUBLE = 8;

/** Reads the value of a field, or leaves it where it is. */
export type TakeField = (field: number, type: number) => boolean;

/** Reads Thrift's compact protocol, as far as Parquet uses it. Throws where bytes are missing, or are of no type that it uses. */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  /** Where it is. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readStruct(take: TakeField): void {
    let field = 0;
    for (let head = this.#readByte(); head !== STOP; head = this.#readByte()) {
      const more = head >> 4;
      const type = head & 0x0f;
      field = more === 0 ? this.readInteger() : field + more;
      if (!take(field, type)) this.#skip(type);
    }
  }

  /** What is read of each element. @param type that of the elements. */
  readList<Item>(type: number, read: () => Item): readonly Item[] {
    const { count, type: found } = this.#readListHead();
    if (count > 0 && found !== type) throw new RangeError("a list of something else");
    const items: Item[] = [];
    while (items.length < count) items.push(read());
    return items;
  }

  #readListHead(): { readonly count: number; readonly type: number } {
    const head = this.#readByte();
    const count = head >> 4;
    return { count: count === MANY ? this.#readUnsigned() : count, type: head & 0x0f };
  }

  readInteger(): number {
    const zigzag = this.#readUnsigned();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  /** The bytes of a text. */
  readBytes(): Uint8Array {
    const length = this.#readUnsigned();
    const from = this.at;
    this.#pass(length);
    return this.#bytes.subarray(from, this.at);
  }

  #readByte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError("a structure that is cut off");
    return byte;
  }

  #readUnsigned(): number {
    let byte = this.#readByte();
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = this.#readByte();
      value += (byte & 0x7f) * scale;
    }
    return value;
  }

  /** What is passed over must be there: else a list that is said to be endless would be. */
  #pass(bytes: number): void {
    this.at += bytes;
    if (this.at > this.#bytes.length) throw new RangeError("a structure that is cut off");
  }

  #skip(type: number): void {
    switch (type) {
      case TRUE:
      case FALSE:
        return;
      case BYTE:
        this.#pass(1);
        return;
      case I16:
      case I32:
      case I64:
        this.#readUnsigned();
        return;
      case DOUBLE:
        this.#pass(SIZE_OF_DOUBLE);
        return;
      case BINARY:
        this.#pass(this.#readUnsigned());
        return;
      case LIST: {
        const { count, type: each } = this.#readListHead();
        // In a list what is true or false takes a byte.
        for (let left = count; left > 0; left--) this.#skip(each === TRUE || each === FALSE ? BYTE : each);
        return;
      }
      case STRUCT:
        this.readStruct(() => false);
        return;
      default:
        throw new RangeError("a value of a type that Parquet does not use");
    }
  }
}
