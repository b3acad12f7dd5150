const grouped = new Intl.NumberFormat("en-US");

/** A count for people: `12,345`. */
export function number(value: number): string {
  return grouped.format(value);
}

/** A fraction for people: `12.3 %`, or a dash where there is none. */
export function percent(value: number | null): string {
  return value === null ? "–" : `${(100 * value).toFixed(1)} %`;
}

/** A noun with its number: `1 line`, `2 lines`. */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}
