// The package in short, for readers that are programs, in the form of llmstxt.org: made of the README and the table of guides.
import { readFileSync } from "node:fs";

const readme = readFileSync("README.md", "utf8");
const [, summary = ""] = /^# chatledger\n\n(.*?)\n\n/s.exec(readme) ?? [];
const entries = readme.match(/^\| `chatledger[^|]*\|[^|]*\|$/gm) ?? [];
const guides = readFileSync("docs/README.md", "utf8").matchAll(/^\| \[(.+?)\]\((.+?)\) \| (.+?) \|$/gm);

/** @param {string} row */
function listed(row) {
  const [names, what] = row.split("|").slice(1, 3);
  return `- ${names?.trim()}: ${what?.trim().replaceAll(/\]\(docs/g, "](./docs")}`;
}

export const llms = {
  "llms.txt": `# chatledger

> ${summary.replaceAll("\n", " ")}

## Entries of the package and commands

${entries.map(listed).join("\n")}

## Guides

${Array.from(guides, ([, title, page, question]) => `- [${title}](./docs/${page}): ${question}`).join("\n")}
- [Changelog](./CHANGELOG.md): What changed, and what is there so far?

Every block of TypeScript on these pages is run by the tests, and so is every terminal.
`,
};
