/** How many bytes a size has that is written as DuckDB writes it, such as `512MB` or `4GiB`; `undefined` if it is none. */
export function byteSize(size: string): number | undefined {
  const found = /^([1-9]\d*(?:\.\d+)?) ?(?:([KMGT])(i?))?B$/i.exec(size);
  if (found === null) return undefined;
  const [, number, unit = " ", isBinary = ""] = found;
  return Number(number) * (isBinary === "" ? 1_000 : 1_024) ** " KMGT".indexOf(unit.toUpperCase());
}
