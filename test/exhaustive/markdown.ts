/** A table of a page. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A name as code. */
export function code(name: string): string {
  return `\`${name}\``;
}

/**
 * A page with its generated parts written anew. Each stands between `<!-- generated: NAME -->` and `<!-- end -->`.
 *
 * @throws Error if the page has not exactly these parts.
 */
export function withParts(page: string, parts: Readonly<Record<string, string>>): string {
  const found = [...page.matchAll(PART)].map(([, name]) => name);
  if (found.join() !== Object.keys(parts).join()) {
    throw new Error(`The page has the parts ${found.join(", ")}, not ${Object.keys(parts).join(", ")}.`);
  }
  return page.replace(PART, (_, name: string) => `<!-- generated: ${name} -->\n\n${parts[name]}\n\n<!-- end -->`);
}

const PART = /<!-- generated: ([a-z0-9-]+) -->\n[\s\S]*?<!-- end -->/g;
