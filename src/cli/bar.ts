const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A count as a bar, as long as its share of the most, in eighths of a column; something is never shown as nothing. */
export function bar(count: number, most: number, width: number): string {
  if (count <= 0 || most <= 0) return "";
  const eighths = Math.max(1, Math.round((8 * width * count) / most));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}
