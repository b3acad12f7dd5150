let grouped: Intl.NumberFormat | undefined;

/** A count for people: `12,345`. */
export function number(value: number): string {
  // Made when it is first needed: the locales of the runtime take ten milliseconds to load.
  grouped ??= new Intl.NumberFormat("en-US");
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
