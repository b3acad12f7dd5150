/** What a table may look like where it is printed. */
export interface Look {
  /** In columns of text. */
  readonly width: number;
  readonly isColoured: boolean;
}

/** Where no person looks: as wide as need be, and without colour. */
export const PLAIN: Look = { width: Number.POSITIVE_INFINITY, isColoured: false };

/** How a stream is looked at: fitted to a terminal, and coloured there unless `NO_COLOR` says no or it cannot. */
export function lookOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): Look {
  if (isTTY !== true) return PLAIN;
  const isColoured = (NO_COLOR ?? "") === "" && TERM !== "dumb";
  // Some terminals do not know how wide they are, and say 0.
  return { width: columns === undefined || columns === 0 ? PLAIN.width : columns, isColoured };
}
