/** All orders of a list. */
export function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return ordersOf(rest).flatMap((order) => items.map((_, at) => order.toSpliced(at, 0, first)));
}

/** In how many orders so many things can stand. */
export function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** The sum over 0, 1, and so on up to a number. */
export function sumUpTo(last: number, of: (n: number) => number): number {
  return Array.from({ length: last + 1 }, (_, n) => of(n)).reduce((a, b) => a + b, 0);
}

/** A number for people to read: 12,345. */
export function printed(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
