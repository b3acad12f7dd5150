import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const inRoot = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "examples/README.md"];
const pages = [...inRoot, ...readdirSync("docs").map((name) => `docs/${name}`)];

/** The targets of a page's links to the project's own files. */
function linksOf(page: string): string[] {
  const links = [...readFileSync(page, "utf8").matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
  return links.filter((target) => !target.startsWith("https:"));
}

/** The anchors of a page's headings, as GitHub names them. */
function anchorsOf(page: string): string[] {
  const headings = [...readFileSync(page, "utf8").matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#", 2);
  const target = path === "" ? page : join(dirname(page), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

test.each(pages)("every link of %s leads somewhere", (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

test("a link that leads nowhere is found", () => {
  expect(leadsSomewhere("README.md", "docs/rules.md#why")).toBe(true);
  expect(leadsSomewhere("README.md", "docs/rules.md#why-not")).toBe(false);
  expect(leadsSomewhere("README.md", "docs/rule.md")).toBe(false);
});
