const SIZES = ["kB", "MB", "GB", "TB"];

/** A number of bytes for people: `0.5 kB`, `12.3 MB`, in thousands. */
export function size(bytes: number): string {
  const power = Math.max(1, Math.min(SIZES.length, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1000 ** power).toFixed(1)} ${SIZES[power - 1]}`;
}

/** How long something takes, for people, rounded up: `8 s`, `3 min`, `2 h`. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 60) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
