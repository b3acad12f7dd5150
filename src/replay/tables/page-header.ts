import { I32, STRUCT, type TakeField, type ThriftReader } from "./thrift-reader.ts";

/** What stands before a page of a column. What is not said is `NaN`. */
export interface PageHeader {
  /** How many bytes the page has, as it lies, and how many once it is unpacked. */
  readonly length: number;
  readonly unpackedLength: number;
  /** How many values there are, if it is a dictionary. */
  readonly dictionary: number | undefined;
  /** What is said of values, if it is a page of them in version 2. */
  readonly data: DataPageHeader | undefined;
}

interface DataPageHeader {
  readonly values: number;
  readonly nulls: number;
  readonly rows: number;
  readonly encoding: number;
  /** How many bytes say which rows have a value. They come first. */
  readonly levelsLength: number;
}

/** The number of the encoding in which values are numbers of texts in the dictionary. */
export const BY_NUMBER = 8;

// The numbers of fields, as the Thrift definition of Parquet gives them: of what stands before a page, ...
const UNPACKED_LENGTH = 2;
const LENGTH = 3;
const DICTIONARY = 7;
const DATA = 8;
// ... of a dictionary, ...
const DICTIONARY_VALUES = 1;
// ... and of values.
const VALUES = 1;
const NULLS = 2;
const ROWS = 3;
const ENCODING = 4;
const LEVELS_LENGTH = 5;

/** Reads what stands before a page. Throws if it is damaged. */
export function readPageHeader(reader: ThriftReader): PageHeader {
  let length = Number.NaN;
  let unpackedLength = Number.NaN;
  let dictionary: number | undefined;
  let data: DataPageHeader | undefined;
  reader.readStruct((field, type) => {
    if (field === LENGTH && type === I32) length = reader.readInteger();
    else if (field === UNPACKED_LENGTH && type === I32) unpackedLength = reader.readInteger();
    else if (field === DICTIONARY && type === STRUCT) dictionary = integersIn(reader)[DICTIONARY_VALUES] ?? Number.NaN;
    else if (field === DATA && type === STRUCT) data = dataIn(integersIn(reader));
    else return false;
    return true;
  });
  return { length, unpackedLength, dictionary, data };
}

function dataIn(integers: readonly number[]): DataPageHeader {
  const at = (field: number) => integers[field] ?? Number.NaN;
  return {
    values: at(VALUES),
    nulls: at(NULLS),
    rows: at(ROWS),
    encoding: at(ENCODING),
    levelsLength: at(LEVELS_LENGTH),
  };
}

/** The whole numbers that a structure has, by their fields; of those that are not asked for nothing is kept. */
function integersIn(reader: ThriftReader): readonly number[] {
  const integers: number[] = [];
  const take: TakeField = (field, type) => {
    if (type !== I32 || field < VALUES || field > LEVELS_LENGTH) return false;
    integers[field] = reader.readInteger();
    return true;
  };
  reader.readStruct(take);
  return integers;
}
