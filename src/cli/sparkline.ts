const NOTHING = "▁";
const HEIGHTS = ["▂", "▃", "▄", "▅", "▆", "▇", "█"];

/**
 * Counts in their order as columns, the highest as high as can be; something always stands above nothing. Where there are
 * more than fit, neighbours share a column of their mean.
 */
export function sparkline(counts: readonly number[], width: number): string {
  const perColumn = Math.ceil(counts.length / width);
  const means: number[] = [];
  for (let i = 0; i < counts.length; i += perColumn) means.push(meanOf(counts.slice(i, i + perColumn)));
  const most = Math.max(...means);
  return means.map((mean) => (mean === 0 ? NOTHING : HEIGHTS[Math.ceil((HEIGHTS.length * mean) / most) - 1])).join("");
}

function meanOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
