// Where the links of the site lead.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/**
 * The links and sources of a site's pages that lead to no file or to no place in it, and those that load something from
 * elsewhere.
 *
 * @param {string} root
 */
export function brokenLinks(root) {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  const pages = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const places = new Map(Array.from(pages, ([file, html]) => [file, placesOf(html)]));
  return Array.from(pages).flatMap(([file, html]) =>
    targetsOf(html)
      .filter(({ attribute, target }) => !leadsSomewhere(root, places, file, attribute, target))
      .map(({ target }) => `${file}: ${target}`),
  );
}

/** @param {string} html the ids of its elements */
function placesOf(html) {
  return new Set(Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id = ""]) => id));
}

/** @param {string} html */
function targetsOf(html) {
  const body = html.replaceAll(/<script>.*?<\/script>/gs, "");
  return Array.from(body.matchAll(/ (href|src)="([^"]*)"/g), ([, attribute = "", target = ""]) => ({
    attribute,
    target,
  }));
}

/**
 * @param {string} root
 * @param {ReadonlyMap<string, ReadonlySet<string>>} places
 * @param {string} from
 * @param {string} attribute
 * @param {string} target
 */
function leadsSomewhere(root, places, from, attribute, target) {
  if (target === "" || target === "#" || target.startsWith("data:")) return true;
  if (/^https:/.test(target)) return attribute === "href";
  const [path = "", place] = target.split("#", 2);
  const file = path === "" ? from : normalize(join(dirname(from), path));
  if (!existsSync(join(root, file)) || statSync(join(root, file)).isDirectory()) return false;
  return place === undefined || !file.endsWith(".html") || places.get(file)?.has(decodeURIComponent(place)) === true;
}
