const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1_000 },
] as const;

/** A duration for people, in its two largest units: `1 h 20 min`, `10 s`. What is less than a second is left out. */
export function durationText(ms: number): string {
  const parts = UNITS.map(({ name, ms: unit }, i) => {
    const above = UNITS[i - 1]?.ms ?? Number.POSITIVE_INFINITY;
    return { name, count: Math.floor((ms % above) / unit) };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(" ");
}
